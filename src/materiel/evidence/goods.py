"""What is named in a text: materiel with its class, unit and count."""

import re
from dataclasses import dataclass
from functools import cache

from materiel.evidence.counting import count_before, count_behind, modifiers, single
from materiel.evidence.numbers import Number
from materiel.evidence.words import TOKEN, listed, stops
from materiel.vocabulary.cues import ItemWord
from materiel.vocabulary.reader import table

_MISSILES = frozenset(
    (
        "head:ad-missile",
        "head:missile",
        "head:ammo",
        "head:rounds",
        "head:shells",
        "family:patriot-missile",
        "head:tank-ammo",
    )
)


_WHOLE = frozenset(
    (
        "head:system",
        "head:battery",
        "head:launcher",
        "head:ad-system",
        "head:ad-battery",
        "head:ad-launcher",
    )
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One family name or head noun."""

    start: int
    end: int
    row: ItemWord


@dataclass(frozen=True, slots=True)
class GoodsMention:
    """One place where materiel is named.

    Attributes:
        start: offset of the first letter, modifiers and count included.
        end: offset behind the last letter.
        core: offset of the first family name or head noun.
        item_class: class of the guidelines; a name that starts with "=" is still open.
        unit: unit of its count.
        number: its count; None when nothing is counted.
        named: whether a family is named.
        loose: whether only a loose word ("aid", "weapons", "soldiers") stands there.
    """

    start: int
    end: int
    core: int
    item_class: str
    unit: str
    number: Number | None
    named: bool
    loose: bool


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ItemWord], ...]:
    return tuple(
        (re.compile(rf"(?<![\w])(?:{row.words})(?![\w])"), row)
        for row in table(ItemWord).rows.values()
    )


def lowered(text: str) -> str:
    """A text in small letters, letter by letter: offsets stay what they were."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def find_hits(text: str) -> list[Hit]:
    """Families and heads of a text; of overlapping ones the longest, then the first."""
    raw = []
    small = lowered(text)
    for pattern, row in _patterns():
        for match in pattern.finditer(small):
            first = text[match.start() : match.end()].split(maxsplit=1)[0]
            if row.form == "family" and first.islower() and first in listed("title"):
                continue
            raw.append(Hit(match.start(), match.end(), row))
    raw.sort(key=lambda hit: (hit.row.form == "loose", -(hit.end - hit.start), hit.start))
    kept: list[Hit] = []
    taken = bytearray(len(text))
    for hit in raw:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def chain_hits(text: str, hits: list[Hit]) -> list[list[Hit]]:
    """Hits that stand in one noun phrase: "Patriot air-defence systems"."""
    chains: list[list[Hit]] = []
    for hit in hits:
        if chains and _joined(text[chains[-1][-1].end : hit.start], chains[-1], hit):
            chains[-1].append(hit)
        else:
            chains.append([hit])
    return chains


def _joined(gap: str, chain: list[Hit], hit: Hit) -> bool:  # noqa: PLR0911
    if "\n" in gap or len(gap) > 45:  # noqa: PLR2004
        return False
    tokens = TOKEN.findall(gap)
    if any(token in ",;:.!?" for token in tokens):  # noqa: S105
        return False
    if re.fullmatch(
        r" (?:of|for|from) (?:the |these |those |its |type |\S+-range )*[\"\u201c]?", gap
    ):
        return (
            hit.row.form == "family"
            and chain[-1].row.form == "head"
            and chain[-1].row.item_class[:1] == "="
        )
    if len(tokens) > 3:  # noqa: PLR2004
        return False
    if any(token.lower() in stops() or (token.isdigit() and len(token) > 1) for token in tokens):
        return False
    if (
        chain[-1].row.form == "head"
        and hit.row.form == "head"
        and tokens
        and not gap.startswith((" ", "-", "("))
    ):
        return False
    return not (hit.row.form == "loose" and chain[-1].row.form != "family" and tokens)


def mention_goods(text: str, hits: list[Hit], numbers: list[Number]) -> list[GoodsMention]:
    """The noun phrases of one sentence with their counts.

    Args:
        text: the sentence.
        hits: its families and heads.
        numbers: its counts.
    """
    found: list[GoodsMention] = []
    used: set[int] = set()
    for chain in chain_hits(text, hits):
        start, end = chain[0].start, chain[-1].end
        item_class, unit = combine(chain)
        if meant := _meant_for(text, chain):
            item_class, unit = meant
        number = count_before(text, start, numbers, used)
        if number is None:
            number = count_behind(text, end, numbers, used)
        loose = all(hit.row.form == "loose" for hit in chain)
        named = any(hit.row.form == "family" for hit in chain)
        if number is not None:
            used.add(number.start)
            first = min(start, number.start)
        else:
            first = modifiers(text, start)
            number = single(text, first, start, end, item_class)
        found.append(
            GoodsMention(
                first,
                max(end, number.end if number else end),
                start,
                item_class,
                unit,
                number,
                named,
                loose,
            )
        )
    return found


def _meant_for(text: str, chain: list[Hit]) -> tuple[str, str] | None:
    """Class and unit of what is meant for a family: "missiles for the Patriot systems"."""
    families = [hit for hit in chain if hit.row.form == "family"]
    if not families or chain[0].row.id not in _MISSILES or families[0] is chain[0]:
        return None
    if " for " not in text[chain[0].end : families[0].start]:
        return None
    family = families[0].row
    name = family.missile_class or family.item_class
    return name, _unit([chain[0].row], "missile" if "missile" in name else "round")


def combine(chain: list[Hit]) -> tuple[str, str]:  # noqa: PLR0911
    """Class and unit of a noun phrase from its families and heads."""
    rows = [hit.row for hit in chain]
    if rows[-1].id == "loose:people":
        return "training", "person"
    heads = [row for row in rows if row.form == "head"]
    families = [row for row in rows if row.form == "family"]
    if any(row.id == "head:facility" for row in rows):
        return "facility", "item"
    if families:
        family = families[0]
        missile = any(row.id in _MISSILES for row in rows) and not (
            heads and heads[-1].id in _WHOLE
        )
        if missile:
            return family.missile_class or family.item_class, _unit(
                rows, "missile" if "missile" in (family.missile_class) else "round"
            )
        if any(row.id in {"head:drone", "head:interceptor-drone"} for row in heads):
            return "drone", "item"
        if any(row.item_class == "armoured_vehicle" for row in heads):
            return "armoured_vehicle", "vehicle"
        if (
            any(row.id == "head:electronic" for row in heads)
            and family.item_class != "patriot_system"
        ):
            return "electronic", "item"
        return family.item_class, _unit(rows, family.unit)
    if not heads:
        return rows[0].item_class, rows[0].unit
    definite = [row for row in heads if not row.item_class.startswith("=")]
    if heads[-1].id == "head:water-tank":
        return "other", "vehicle"
    return (definite[-1] if definite else heads[-1]).item_class, _unit(rows, heads[-1].unit)


def _unit(rows: list[ItemWord], default: str) -> str:
    for row in reversed(rows):
        if row.id in ("head:battery", "head:ad-battery"):
            return "battery"
        if row.id in ("head:launcher", "head:ad-launcher", "head:rocket-launcher"):
            return "launcher"
    return default
