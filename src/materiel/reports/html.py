"""The report of one or more cases as one self-contained page that fetches nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from materiel.evidence.documents import Document
from materiel.reports.answering import answer
from materiel.reports.markup import Html, html, join, locator, tag
from materiel.reports.page import page
from materiel.reports.pictures import gifts, main_flow, over_time, plan_moves, unmet
from materiel.reports.planned import PlanReader
from materiel.reports.reading import Reading
from materiel.reports.report import PlanData
from materiel.reports.sheet import Sheet
from materiel.reports.stories import ANCHOR, TITLE, ShownStory, story_section
from materiel.reports.summary import Number, sentences
from materiel.reports.table import Column, Line, Table, cited
from materiel.reports.who_carried import carried
from materiel.reports.words import RANGE_NOTE, counted, period_words, rounded_money
from materiel.store.reading import Reader

FICTIONAL = (
    "Fictional case: every nation, company, body, item, document and number in it is invented."
)
MINOR = "minor units"
FEW, MANY = 14, 40
ANSWERS: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    (
        "What was promised, ordered and handed over",
        (("ladder", MANY), ("orders", FEW), ("together", MANY)),
    ),
    ("Who gave, who is owed", (("who-gave", MANY), ("who-is-owed", MANY))),
)
PLAN = (
    ("plan-binding", MANY),
    ("plan-moves", FEW),
    ("plan-backfills", FEW),
    ("plan-options", FEW),
    ("plan-unmet", FEW),
    ("plan-floors", FEW),
    ("plan-assumptions", FEW),
)
DOUBT = (("unknown", FEW), ("assumptions", FEW))
MORE = (("holdings", FEW), ("consents", FEW), ("money", FEW))


SOURCE_COLUMNS = (
    ("grade", None),
    ("publisher", "mid"),
    ("document", "long"),
    ("published", "mid"),
    ("statements", "num"),
    ("where", "long"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """One case of a page.

    Attributes:
        reading: the case at its stamps.
        plan: one object of ``plan.json``; None when no plan is made.
        extra: further tables about the plan, as sweeps; shown after it.
    """

    reading: Reading | Reader
    plan: PlanData | None = None
    extra: tuple[Table, ...] = ()


def report_html(
    sections: Sequence[Section],
    title: str = "The record and the plan",
    stories: Sequence[ShownStory] = (),
) -> str:
    """The whole page of some cases, see ``page``; stories open it."""
    first = [story_section(stories)] if stories else []
    parts = [*first, *(_Page(section).render() for section in sections)]
    readings = [_reading(section) for section in sections]
    links = {ANCHOR: TITLE} if stories else {}
    return page(
        title,
        {**links, **{reading.reader.case: reading.case.title for reading in readings}},
        parts,
        "Every number rests on the numbered entries beside it; each entry shows our paraphrase "
        "of its sources, where they can be found, and their grade. Nothing here rates a "
        "weapon, and a plan is a proposal, not a fact.",
    )


def _reading(section: Section) -> Reading:
    found = section.reading
    return Reading(found) if isinstance(found, Reader) else found


class _Page:
    """One case while it is rendered: its anchors, and the figures that its summary named."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.reading = _reading(section)
        self.sheet = Sheet(self.reading)
        self.at = self.sheet.at
        self.figures: list[Number] = []

    def render(self) -> Html:
        case = self.reading.case
        plan = self.section.plan
        parts: list[Html | None] = [
            tag("h2", case.title),
            tag("p", FICTIONAL, class_="banner") if case.fictional else None,
            self.sheet.stamps(),
            self._short(plan),
        ]
        for title, names in ANSWERS:
            parts.append(tag("h3", title))
            parts += self._pictures(title)
            parts += [self._answer(name, most) for name, most in names]
        parts += carried(self.sheet)
        parts += self._plan(plan)
        parts.append(tag("h3", "What is unknown, what is assumption"))
        parts += [self._answer(name, most) for name, most in DOUBT]
        parts.append(tag("h3", "Where statements compete"))
        parts.append(self._answer("contradictions", FEW))
        parts.append(tag("h3", "More of the record"))
        parts += [self._answer(name, most) for name, most in MORE]
        parts += [tag("h3", "Sources"), self._sources()]
        parts += [tag("h3", "Where the numbers of the summary come from"), self._named()]
        parts += [tag("h3", "The entries and their sources"), self.sheet.entries()]
        return tag("section", *parts, id=self.reading.reader.case)

    def _short(self, plan: PlanData | None) -> Html:
        items = [tag("li", *map(self._said, each)) for each in sentences(self.reading, plan)]
        note = tag("p", RANGE_NOTE, class_="soft")
        return tag("div", tag("strong", "In short"), tag("ul", *items), note, class_="short")

    def _said(self, part: str | Number) -> Html:
        if isinstance(part, str):
            return html(part)
        if part.report:
            return tag("a", part.text, href=f"#{self.at.here(part.report)}", class_="n")
        self.figures.append(part)
        anchor = self.at.here(f"f{len(self.figures)}")
        return tag("a", part.text, href=f"#{anchor}", class_="n", title=part.title)

    def _answer(self, name: str, most: int) -> Html:
        table = answer(name, self.reading, self.section.plan)
        return self.sheet.table(table, most)

    def _pictures(self, title: str) -> list[Html | None]:
        receiver, item = main_flow(self.reading)
        if not receiver or not title.startswith("Who"):
            return []
        return [
            self.sheet.draw(gifts(self.reading, receiver, item)),
            self.sheet.draw(over_time(self.reading, receiver, item)),
        ]

    def _plan(self, plan: PlanData | None) -> list[Html | None]:
        title = tag("h3", "The plan and what binds it")
        if plan is None:
            return [title, tag("p", "No plan was made for this case.", class_="soft")]
        view = PlanReader(self.reading, plan)
        findings = plan.get("replay", {}).get("findings", ())
        broken = [tag("p", str(each.get("problem", each)), class_="banner") for each in findings]
        return [
            title,
            *broken,
            self.sheet.table(_objectives(plan, self.reading.case.currency), MANY),
            self.sheet.draw(plan_moves(view)),
            self.sheet.draw(unmet(view)),
            *(self._answer(name, most) for name, most in PLAN),
            *(self.sheet.table(table, FEW) for table in self.section.extra),
        ]

    def _sources(self) -> Html:
        documents = sorted(self.reading.rows(Document), key=lambda row: (row.grade, row.publisher))
        claims: dict[str, int] = {}
        for claim in self.reading.claims.values():
            claims[claim.document] = claims.get(claim.document, 0) + 1
        rows = [
            tag(
                "tr",
                *(
                    tag("td", cell, data_label=name, class_=kind)
                    for (name, kind), cell in zip(SOURCE_COLUMNS, _source(row, claims), strict=True)
                ),
            )
            for row in documents
        ]
        names = [name for name, _ in SOURCE_COLUMNS]
        head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
        box = tag(
            "div",
            tag("table", head, tag("tbody", *rows)),
            class_="box cards",
            tabindex="0",
            role="region",
            aria_label="Sources",
        )
        note = tag(
            "p",
            "Grade A: official or specialist source on its own site; B: press quoting one; C: all "
            "else. A source of grade C or of a party to the matter is never a figure's only "
            "support.",
            class_="soft",
        )
        if not rows:
            return tag("p", "The case cites no document.", class_="soft")
        fold = tag("details", tag("summary", f"Show {counted(len(rows), 'document')}"), box)
        return join((note, fold if len(rows) > FEW else box))

    def _named(self) -> Html:
        items = []
        for number, figure in enumerate(self.figures, 1):
            links = join(self.at.link(name) for name in cited(figure.cites))
            reasons = f" ({'; '.join(figure.reasons)})" if figure.reasons else ""
            items.append(
                tag(
                    "li",
                    tag("strong", figure.text),
                    f" {figure.title}{reasons}. Rests on ",
                    join(_spaced(links)),
                    class_="figure",
                    id=self.at.here(f"f{number}"),
                )
            )
        return tag("ol", *items, class_="figures")


def _source(row: Document, claims: dict[str, int]) -> tuple[Html, ...]:
    """What the list of sources says of a document."""
    return (
        html(f"{row.grade}{', partisan' if row.partisan else ''}"),
        html(row.publisher),
        html(row.title),
        html(period_words(row.published)),
        html(str(claims.get(row.id, 0))),
        locator(row.locator),
    )


def _spaced(links: Html) -> list[Html]:
    return [Html(links.replace("</a><a", "</a> <a"))]


def _reached(value: object, unit: str, currency: str) -> str:
    """A value of the plan; money in rounded figures (DESIGN §14)."""
    exact = Fraction(str(value))
    if unit == MINOR:
        return rounded_money(exact, currency)
    return f"{exact.numerator:,}" if exact.denominator == 1 else str(exact)


def _bound(objective: PlanData, currency: str) -> str:
    bound = Fraction(objective["bound"]).limit_denominator(100)
    return _reached(bound, str(objective.get("unit", "")), currency)


def _objectives(plan: PlanData, currency: str) -> Table:
    """What the plan minimised, in order, with what is proven."""
    columns = (
        Column("name", "objective, in order"),
        Column("value", "reached"),
        Column("unit", "in"),
        Column("bound", "no less than"),
        Column("gap", "proven to within"),
    )
    lines = tuple(
        Line(
            (
                str(each["name"]),
                _reached(each["value"], str(each.get("unit", "")), currency),
                "" if each.get("unit") == MINOR else str(each.get("unit", "")),
                None if each.get("bound") is None else _bound(each, currency),
                None
                if each.get("gap") is None
                else f"{100 * each['gap']:.2g} %"
                if each["gap"]
                else "proven optimal",
            ),
            cited(()),
        )
        for each in plan.get("objectives", ())
    )
    return Table(
        "plan-objectives",
        "What the plan reaches",
        "How far does the plan get, in the order of its objectives, and what is proven?",
        columns,
        lines,
        empty="The plan names no objective.",
    )
