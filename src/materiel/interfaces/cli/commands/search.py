"""``materiel search``: words to the entries, claims and passages that hold them."""

import materiel
from materiel.interfaces.cli.command import FINDINGS, GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common
from materiel.interfaces.cli.output import counted, say, say_findings, say_json

MOST = 20


def search(
    *words: str,
    kind: tuple[str, ...] = (),
    most: int = MOST,
    common: Common = PLAIN,
) -> int:
    """Find documents, passages of kept documents, claims and all other entries by their words.

    Every word must stand in one place, whole or as the beginning of a longer one; upper and lower
    case are the same. The newest state is searched, whatever the case's date.

    Args:
        words: what to look for.
        kind: only these: a table, as claims, or passages; repeat it for several.
        most: how many results are shown.
        common: the options of every command.
    """
    common.refuse("search", ("as-of",), "words stand at a day of knowledge")
    with common.open() as workspace:
        found = materiel.search(workspace, " ".join(words), kinds=kind, most=most, view=common.view)
    if common.json:
        say_json(found.as_dict())
        return FINDINGS if found.findings else GOOD
    for each in found.hits:
        place = f", {each.place}" if each.place else ""
        say(f"{each.id} ({each.kind}{place})", f"  {' '.join(each.snippet.split())}")
        if each.copies:
            names = ", ".join(dict.fromkeys(name for name, _ in each.copies))
            say(f"  {counted(len(each.copies), 'copy', 'copies')}: {names}")
    say(f"{counted(len(found.hits), 'place')} in {found.case}")
    if len(found.hits) == most:
        say(f"there may be more; --most {2 * most} shows them")
    say_findings(found.findings)
    return FINDINGS if found.findings else GOOD


COMMAND = Command(
    name="search",
    group="Ask",
    run=search,
    example="materiel search howitzers Ukraine\nmateriel search delivered --kind passages",
)
