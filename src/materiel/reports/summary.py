"""A case on one screen: plain sentences whose numbers lead to what they rest on."""

from collections import defaultdict
from dataclasses import dataclass

from materiel.kernel.bounds import Bounds
from materiel.reports.answering import answer
from materiel.reports.catalogue.plan_assumptions import headline
from materiel.reports.catalogue.together import BOTH_ENDS
from materiel.reports.catalogue.who_is_owed import ON_ORDER, OPEN_GIFT, REFILL
from materiel.reports.planned import PlanReader
from materiel.reports.reading import GIFTS, SUPPLY, Figure, Reading
from materiel.reports.report import PlanData
from materiel.reports.table import Table, shown
from materiel.reports.words import count_words, counted
from materiel.scenarios.hold_harmless import units_below

MOST_FLOWS, MOST_ORDERS = 3, 4


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence.

    Attributes:
        text: as it is shown.
        title: what it counts.
        cites: the entries that it rests on; empty where ``report`` holds them row by row.
        reasons: why it is not exact.
        report: name of the report whose rows it counts.
    """

    text: str
    title: str
    cites: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    report: str = ""


Sentence = tuple[str | Number, ...]


def sentences(reading: Reading, plan: PlanData | None) -> list[Sentence]:
    """What a reader in a hurry should know of a case."""
    return [
        *_gifts(reading),
        *_orders(reading),
        *_together(reading),
        *_owed(reading),
        *(_planned(reading, plan) if plan is not None else []),
        _doubt(reading),
    ]


def _number(reading: Reading, title: str, figure: Figure) -> Number:
    if not figure.stated:
        return Number("none on record", title, figure.cites)
    texts = (reading.said(figure), reading.undated(figure))
    return Number(count_words(figure.total.bounds), title, figure.cites, tuple(filter(None, texts)))


def _gifts(reading: Reading) -> list[Sentence]:
    flows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for root, row in reading.of_kind(*GIFTS).items():
        flows[row.receiver, row.item].append(root)
    found: list[Sentence] = []
    ranked = sorted(flows.items(), key=lambda flow: -len(flow[1]))
    for rank, ((receiver, item), roots) in enumerate(ranked[:MOST_FLOWS]):
        about = f"{reading.item_unit(item)} for {reading.party(receiver)}"
        ended = reading.difference(
            [(root, rung) for root in roots for rung in ("withdrawn", "lapsed")], []
        )
        promised = reading.figure(roots, "pledged")
        given = reading.figure(roots, "received")
        left = reading.difference(
            [(root, "pledged") for root in roots],
            [(root, rung) for root in roots for rung in ("received", "withdrawn", "lapsed")],
        )
        sentence: list[str | Number] = [f"Gifts of {about}: promised "]
        sentence += [_number(reading, f"promised: {about}", promised), ", handed over "]
        sentence += [_number(reading, f"handed over: {about}", given)]
        sentence += [*_unpromised(reading, roots, about), ", "]
        if ended.stated:
            title = f"taken back or lapsed: {about}"
            sentence += ["taken back ", _number(reading, title, ended), ", "]
        sentence += ["still open "]
        sentence += [_number(reading, f"promised and still open: {about}", left), "."]
        if not rank:
            sentence += _by_giver(reading, roots, about)
        found.append(tuple(sentence))
    return found


def _unpromised(reading: Reading, roots: list[str], about: str) -> list[str | Number]:
    """How many came of gifts without any promise on record, where others had one."""
    loose = [root for root in roots if not reading.legs(root, "pledged")]
    figure = reading.figure(loose, "received")
    if len(loose) == len(roots) or not figure.stated or not figure.total.bounds.exact:
        return []
    title = f"handed over without a promise on record: {about}"
    return [" (", _number(reading, title, figure), " of them without a promise on record)"]


def _by_giver(reading: Reading, roots: list[str], about: str) -> list[str | Number]:
    """Who handed over how many, the largest first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for root in roots:
        groups[reading.commitments[root].giver].append(root)
    figures = {giver: reading.figure(mine, "received") for giver, mine in groups.items()}
    stated = sorted(
        ((giver, each) for giver, each in figures.items() if each.stated),
        key=lambda pair: -pair[1].total.bounds.low,
    )
    parts: list[str | Number] = []
    for giver, figure in stated:
        name = reading.party(giver)
        parts += [f"; {name} " if parts else f" By giver: {name} "]
        parts.append(_number(reading, f"handed over by {name}: {about}", figure))
    return [*parts, "."] if parts else []


def _orders(reading: Reading) -> list[Sentence]:
    groups: dict[str, list[str]] = defaultdict(list)
    for root, row in reading.of_kind(*SUPPLY).items():
        if reading.legs(root, "ordered"):
            groups[row.item].append(root)
    sentence: list[str | Number] = []
    for item, roots in sorted(groups.items(), key=lambda pair: -len(pair[1]))[:MOST_ORDERS]:
        figure = reading.figure(roots, "ordered")
        about = reading.item_unit(item)
        sentence += [f"; {about} " if sentence else f"On order: {about} "]
        sentence.append(_number(reading, f"ordered, whoever for: {about}", figure))
        if not figure.total.bounds.low_known and figure.total.bounds.high is not None:
            sentence.append(" (firm part unknown)")
    return [(*sentence, ". What came of it already is counted in.")] if sentence else []


def _together(reading: Reading) -> list[Sentence]:
    """The joint totals of ceilings and requests that are not plain."""
    table = answer("together", reading)
    found: list[Sentence] = []
    group, promise, total = map(table.index, ("group", "promise", "total"))
    for line in table.lines:
        if line.strong and line.cells[promise] == "ceilings and requests together":
            undecided = line.cells[-1] == BOTH_ENDS
            words = "whether they overlap is open" if undecided else "counted once"
            bounds = line.cells[total]
            text = shown(bounds)
            title = f"ceilings and requests together: {line.cells[group]}"
            found.append(
                (
                    f"Ceilings and requests together, {line.cells[group]}: ",
                    Number(text, title, line.cites),
                    f" ({words}).",
                )
            )
    return found[:2]


def _owed(reading: Reading) -> list[Sentence]:
    table = answer("who-is-owed", reading)
    parts: list[str | Number] = []
    for what, words in (
        (REFILL, ("refill of a gift", "refills of gifts")),
        (OPEN_GIFT, ("promised gift", "promised gifts")),
        (ON_ORDER, ("order", "orders")),
    ):
        lines = [line for line in table.lines if line.cells[0] == what]
        open_ = [line.cells[table.index("open")] for line in lines]
        bounds = [each for each in open_ if isinstance(each, Bounds) and not each.low_known]
        caps = sum(each.high is not None for each in bounds)
        late = sum("overdue" in str(line.cells[-1]) for line in lines)
        notes = [
            f"{late} overdue" if late else "",
            f"{caps} of them known only as a ceiling" if caps else "",
            f"{len(bounds) - caps} of unknown number" if len(bounds) > caps else "",
        ]
        parts.append(", " if parts else "Not yet handed over in full: ")
        text = counted(len(lines), *words)
        parts.append(Number(text, f"open: {words[1]}", report="who-is-owed"))
        if said := "; ".join(filter(None, notes)):
            parts.append(f" ({said})")
    return [(*parts, ".")]


def _sums(plan: PlanData) -> tuple[int, int]:
    """Units that a plan hands over, and unit-months that it leaves unmet."""
    units = sum(int(move["units"]) for move in plan.get("moves", ()))
    return units, sum(int(need["unit_months"]) for need in plan.get("unmet", ()))


def _swept(plan: PlanData) -> list[Sentence]:
    """What each plan of a sweep reaches: no one floor is a finding of the record."""
    found = {units_below(str(each["case"])): _sums(each) for each in plan.get("sweep", ())}
    mine = units_below(str(plan.get("case", "")))
    if mine is None or len(found) < 2 or None in found:  # noqa: PLR2004  (a sweep has two)
        return []
    sentence: list[str | Number] = [
        "How low givers may go, the record does not say; the user chooses.",
    ]
    for less, (units, months) in found.items():
        who = "no giver may fall" if not less else f"each giver may fall {less} units"
        who = "each giver may fall one unit" if less == 1 else who
        text = f"{counted(units, 'unit')} handed over, {months:,} unit-months unmet"
        sentence += [
            f" If {who} below today's holding: ",
            Number(text, f"if {who} below today's holding", report="plan-sweep"),
            " (the plan shown here)." if less == mine else ".",
        ]
    return [tuple(sentence)]


def _proof(plan: PlanData) -> str:
    gap = plan.get("gap")
    if gap is None:
        return f"{plan.get('status', 'unknown')}, its optimum not proven"
    if not gap:
        return "proven optimal"
    return f"{plan.get('status', 'unknown')}, proven within {100 * gap:.2g} % of the optimum"


def _planned(reading: Reading, plan: PlanData) -> list[Sentence]:
    view = PlanReader(reading, plan)
    moves = view.list("moves")
    units, months = _sums(plan)
    swept = _swept(plan)
    ok = bool(plan.get("replay", {}).get("ok"))
    kinds = len({move["item"] for move in moves})
    found: list[Sentence] = [
        *swept,
        (
            "The plan shown here: " if swept else "The plan: ",
            Number(headline(plan), "assumptions of the plan", report="plan-assumptions"),
            (
                f" It is {_proof(plan)} "
                f"and {'passed' if ok else 'did not pass'} its replay in whole numbers."
            ),
        ),
        (
            "It hands over ",
            Number(counted(units, "unit"), "hand-overs of the plan", report="plan-moves"),
            f" of {counted(kinds, 'item')} in {counted(len(moves), 'hand-over')} and leaves ",
            Number(f"{months:,} unit-months", "needs left unmet", report="plan-unmet"),
            " unmet; ",
            Number(
                counted(len(plan.get("binding", ())), "rule"),
                "what binds the plan",
                report="plan-binding",
            ),
            " leave it no further room.",
        ),
    ]
    return found


def _doubt(reading: Reading) -> Sentence:
    unknown, assumed = answer("unknown", reading), answer("assumptions", reading)
    clashes = answer("contradictions", reading)
    days = _count(unknown, "on which day")
    yours = _count(assumed, "a choice of the user")
    pairs = _count(clashes, "disagree")
    return (
        "The record does not know ",
        Number(
            counted(
                len(unknown.lines) - days, "number, party or term", "numbers, parties or terms"
            ),
            "not known",
            report="unknown",
        ),
        " and ",
        Number(counted(days, "exact day"), "not dated", report="unknown"),
        "; it rests on ",
        Number(counted(len(assumed.lines), "assumption"), "assumptions", report="assumptions"),
        f", {yours} of them the user's {'choice' if yours == 1 else 'choices'}; ",
        Number(
            counted(pairs, "pair of statements", "pairs of statements"),
            "statements that disagree",
            report="contradictions",
        ),
        " disagree." if pairs != 1 else " disagrees.",
    )


def _count(table: Table, value: str) -> int:
    return sum(line.cells[0] == value for line in table.lines)
