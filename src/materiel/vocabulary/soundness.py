"""What is wrong with a vocabulary: names that clash, parents that fail, parts of nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from materiel.kernel.errors import MaterielError
from materiel.kernel.findings import Finding
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.dated import Dated
from materiel.vocabulary.items import Item, Unit
from materiel.vocabulary.lineage import above
from materiel.vocabulary.names import NameIndex
from materiel.vocabulary.parties import Party
from materiel.vocabulary.reader import RowKind, table
from materiel.vocabulary.vocabulary import Vocabulary

CHECK = "vocabulary"
"""The name under which the findings are shown."""


def findings(vocabulary: Vocabulary) -> list[Finding]:
    """Everything wrong with the rows of a vocabulary, packaged or extended by a case.

    A shared name is a warning: the rows stand, the name itself is refused in every look-up.
    """
    parties = {each.id: each.parents_ever for each in vocabulary.parties.values()}
    items = {each.id: (each.parent,) if each.parent else () for each in vocabulary.items.values()}
    bodies = vocabulary.bodies.values()
    return sorted(
        [
            *_each("parties", vocabulary.parties.values(), _dated_cells),
            *_each("bodies", bodies, _dated_cells),
            *_each("items", vocabulary.items.values(), lambda row: _item(row, vocabulary)),
            *_each("bodies", bodies, lambda row: _body(row, vocabulary)),
            *_lineage("parties", "party", parties),
            *_lineage("items", "item", items),
            *_shared("parties", vocabulary.party_names),
            *_shared("items", vocabulary.item_names),
            *_shared("bodies", vocabulary.body_names),
        ]
    )


def _each(
    file: str, rows: Iterable[RowKind], problems: Callable[[RowKind], Iterator[str]]
) -> Iterator[Finding]:
    for row in rows:
        for problem in problems(row):
            yield Finding(CHECK, f"{file}:{row.id}", problem)


def _dated_cells(row: Party | Body) -> Iterator[str]:
    columns = ["dated_names"]
    columns += ["parents"] if isinstance(row, Party) else ["seats", "leads"]
    columns += [] if isinstance(row, Party) else ["posts_authorised", "posts_filled"]
    for column in columns:
        for text in getattr(row, column):
            try:
                Dated.parse(text)
            except MaterielError as problem:
                yield f"{column}: {problem}"


def _item(row: Item, vocabulary: Vocabulary) -> Iterator[str]:
    if row.unit and row.unit not in table(Unit).rows:
        yield f"unit: no unit of issue {row.unit!r}"
    if row.level == "model" and not row.parent:
        yield "parent: a model stands under a family or class"
    if row.assumed and not row.assumption:
        yield "assumption: names are assumed, but on what is not said"
    try:
        for part in row.parts:
            if part.item not in vocabulary.items:
                yield f"contains: no item {part.item!r}"
    except MaterielError as problem:
        yield f"contains: {problem}"


def _body(row: Body, vocabulary: Vocabulary) -> Iterator[str]:
    if row.party not in vocabulary.parties:
        yield f"party: no party {row.party!r}"
    if row.rule and row.rule not in table(DecisionRule).rows:
        yield f"rule: no decision rule {row.rule!r}"
    if row.members and row.members not in vocabulary.parties:
        yield f"members: no party {row.members!r}"


def _lineage(file: str, kind: str, parents: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for each in parents:
        try:
            above(kind, each, parents)
        except MaterielError as problem:
            yield Finding(CHECK, f"{file}:{each}", str(problem))


def _shared(file: str, index: NameIndex[RowKind]) -> Iterator[Finding]:
    for name, ids in index.shared().items():
        yield Finding(
            CHECK,
            f"{file}:{ids[0]}",
            f"the name {name!r} means {' and '.join(ids)}",
            "Look-ups refuse it; write the ids, or take it off one of them.",
            "warning",
        )
