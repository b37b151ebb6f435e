"""Who is named in a text: states, ministries, companies, programmes, and people with an office."""

import re
from dataclasses import dataclass
from functools import cache

from materiel.vocabulary.cues import ActorWord
from materiel.vocabulary.parties import Party
from materiel.vocabulary.reader import table

_OFFICES = (
    r"(?:[Pp]rime |[Ff]oreign |[Dd]efen[cs]e |[Ff]ederal |[Vv]ice |[Dd]eputy "
    r"|[Ee]conomy |[Ff]inance |[Ii]nterior )*"
    r"(?:[Mm]inister|[Pp]resident|[Cc]hancellor|[Ss]ecretary|[Pp]remier|[Aa]mbassador"
    r"|[Gg]eneral|[Ss]pokes\w+|[Cc]ommander)"
    r"(?: for (?:[A-Z]\w+ ?)+| of (?:[A-Z]\w+ )?Defen[cs]e| of State)?"
)
_NAME = r"(?:[A-Z][\w\u2019'-]+ ){1,2}(?:[a-z]{2,3} )?[A-Z][\w\u2019'-]+"
_BEHIND = re.compile(rf"(?:'s|\u2019s)?(?:,| \w+,)? {_OFFICES},? ({_NAME})")
_OF_STATE = re.compile(rf"\b{_OFFICES},? ({_NAME}) of (?:the )?")
_MINISTRY = re.compile(
    r"(?:'s|\u2019s)? (?:[Ff]ederal )?(?:[Mm]inist(?:ry|er)|MoD|[Gg]overnment"
    r"|[Pp]arliament|[Aa]rmy|[Aa]rmed [Ff]orces|[Cc]abinet|[Cc]hancellor"
    r"|[Pp]resident|[Pp]rime|[Dd]efen[cs]e [Mm]inist|[Ff]oreign [Mm]inist|[Ff]ederal"
    r"|[Dd]efen[cs]e [Ss]ecretary|[Ll]awmakers|[Bb]udget|Bundestag|[Mm]ilitary\b(?!"
    r" aid| assist| support| equip))"
)


@dataclass(frozen=True, slots=True)
class ActorMention:
    """One place where an actor is named.

    Attributes:
        start: offset of the first letter.
        end: offset behind the last one.
        actor: code of a state, or the plain name.
        sort: a value of ``vocabulary.cues.ACTOR_SORTS``.
        adjective: whether it qualifies the next noun ("German tanks") and is no actor itself.
        place: whether it stands behind "in" or "at".
    """

    start: int
    end: int
    actor: str
    sort: str
    adjective: bool
    place: bool


@cache
def _words() -> tuple[re.Pattern[str], tuple[tuple[str, str], ...], frozenset[str]]:
    patterns: list[tuple[str, str, str]] = []
    adjectives: set[str] = set()
    nouns: set[str] = set()
    for party in table(Party).rows.values():
        if party.kind == "state":
            names = (party.name, *party.aliases, *party.metonyms)
            plain = [
                name
                for name in names
                if len(name) > 3 and name != "Mali" and not name.isupper()  # noqa: PLR2004
            ]
            nouns.update(plain)
            patterns += [(re.escape(name), party.id, "state") for name in plain]
    for row in table(ActorWord).rows.values():
        for words in row.words:
            patterns.append((words, row.actor, row.sort))
            if row.sort == "state":
                adjectives.add(words)
    patterns.sort(key=lambda each: -len(each[0]))
    order = {"organisation": 0, "programme": 0, "group": 0, "company": 1, "state": 2}
    patterns.sort(key=lambda each: order.get(each[2], 3))
    joined, patterns = _by_letter(patterns)
    # each alternative is one group of its own: inner groups are all non-capturing
    return (
        re.compile(
            rf"(?<![\w-])(?=[A-Z\u00c0-\u017d]|the |drone|international d|ammun|munit"
            rf"|armas)(?:{joined})(?![\w])"
        ),
        tuple((actor, sort) for _, actor, sort in patterns),
        frozenset(nouns),
    )


def _by_letter(
    patterns: list[tuple[str, str, str]],
) -> tuple[str, list[tuple[str, str, str]]]:
    """One pattern that tries at each place only the names with its first letter, in their order."""
    buckets: dict[str, list[tuple[str, str, str]]] = {"": []}
    for each in patterns:
        words = each[0]
        plain = words[0].isalpha() and words[1:2] not in ("?", "*", "{") and not _forked(words)
        buckets.setdefault(words[0] if plain else "", []).append(each)
    parts, order = [], []
    for letter, mine in buckets.items():
        if mine:
            names = "|".join(f"({words})" for words, _, _ in mine)
            parts.append(f"{letter and f'(?={letter})'}(?:{names})")
            order += mine
    return "|".join(parts), order


def _forked(words: str) -> bool:
    """Whether a pattern has alternatives outside all brackets."""
    depth = 0
    for letter in words:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            return True
    return False


def find_actors(text: str) -> list[ActorMention]:
    """Every actor of a text in order, people with an office included."""
    pattern, meanings, nouns = _words()
    found = []
    for match in pattern.finditer(text):
        actor, sort = meanings[(match.lastindex or 1) - 1]
        found.append(_mention(text, match.start(), match.end(), actor, sort, nouns))
    return sorted([*found, *_people(text, found)], key=lambda each: each.start)


def _mention(
    text: str, start: int, end: int, actor: str, sort: str, nouns: frozenset[str]
) -> ActorMention:
    after = text[end : end + 40]
    word = text[start:end]
    possessive = re.match(r"['\u2019]s?\b", after)
    adjective = False
    if sort == "state" and word not in nouns and not possessive and not _MINISTRY.match(after):
        capital = word in (
            "Berlin",
            "Washington",
            "Pentagon",
            "Bundeswehr",
            "Bundestag",
            "Congress",
        )
        follows = re.match(
            r"[ -][a-z\u201c\"]|[ -](?:Patriot|Leopard|[A-Z]+-\d|[A-Z][a-z]+ (?:tanks|missiles))",
            after,
        )
        demonym = word.endswith(("n", "h", "ns", "i", "s", "k", "US", "U.S.", "UK"))
        verb = re.match(
            r" (?:is|are|was|were|has|have|had|will|would|and|or|to|in|on|at|for|from|said"
            r"|says|may|might|could|can|must|should|also|gave|sent|wants?|made)\b",
            after,
        )
        adjective = bool(follows) and demonym and not capital and not verb
    if re.match(
        r" (?:[Ss]ummit|talks|conference|[Mm]eeting|[Dd]eclaration|[Aa]greement|airport"
        r"|[Ss]ecurity [Cc]onference|[Rr]ecovery|[Cc]onference|Air Base|format|war\b)",
        after,
    ):
        adjective = True
    before = text[max(0, start - 14) : start]
    place = bool(
        re.search(r"\b(?:in|at|near|outside|across)\s(?:the\s)?(?:\w+\s)?$", before, re.IGNORECASE)
    )
    return ActorMention(start, end, actor, sort, adjective, place)


def _people(text: str, found: list[ActorMention]) -> list[ActorMention]:
    """Later mentions of a person by name alone: "German Defence Minister X ... X said"."""
    known: dict[str, ActorMention] = {}
    states = [each for each in found if each.sort == "state"]
    for each in states:
        if name := _BEHIND.match(text, each.end):
            known.setdefault(name[1].split()[-1], each)
    starts = {each.start: each for each in states}
    for match in _OF_STATE.finditer(text):
        if match.end() in starts:
            known.setdefault(match[1].split()[-1], starts[match.end()])
    if not known:
        return []
    taken = {(each.start, each.end) for each in found}
    names = re.compile(r"\b(?:" + "|".join(map(re.escape, known)) + r")\b")
    return [
        ActorMention(match.start(), match.end(), known[match[0]].actor, "state", False, False)
        for match in names.finditer(text)
        if (match.start(), match.end()) not in taken
    ]
