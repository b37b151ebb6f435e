"""Workbooks as bytes, part by part: what other programs write, and what nobody should."""

import contextlib
import io
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from materiel.kernel.errors import MaterielError
from materiel.kernel.marking import Marking
from materiel.kernel.period import Period
from materiel.kernel.table import LARGEST, columns

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CASE_HEADER = ("id", "title", "today", "fictional")
CASE_ROW = ("c", "A case", "2024-01-01", "yes")


def inline(text):
    """A cell of text that stands in the sheet itself."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def sheet(*rows):
    """A sheet of rows; a cell is its markup, or text."""
    body = "".join(
        "<row>" + "".join(c if c.startswith("<c") else inline(c) for c in row) + "</row>"
        for row in rows
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


CASE = sheet(CASE_HEADER, CASE_ROW)


def parts(sheets, *, properties="", hidden=()):
    """The parts of a workbook with these sheets, by name."""
    entries = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"'
        + (' state="hidden"' if name in hidden else "")
        + "/>"
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in enumerate(sheets, 1)
    )
    found = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{properties}'
        f"<sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
    }
    for n, markup in enumerate(sheets.values(), 1):
        found[f"xl/worksheets/sheet{n}.xml"] = markup
    return found


def packed(found):
    """Parts as the bytes of a package."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return stream.getvalue()


def book(sheets, *, extra=None, **options):
    """The bytes of a workbook."""
    return packed({**parts(sheets, **options), **(extra or {})})


# -------------------------------------------------------------------------------- random rows

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff")
TEXT = st.one_of(
    st.text(LETTERS, min_size=1, max_size=12),
    st.text(LETTERS, max_size=6).map(lambda text: f"={text}"),
    st.sampled_from(("+1", "-1", "@SUM(A1)", "=1+1", "007", "1e5", "TRUE", "_x0041_", "a\rb\nc")),
).map(lambda text: text.strip() or "text")
PART = TEXT.map(lambda text: text.replace(";", ",").strip())
ID = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}", fullmatch=True)
PERIODS = st.one_of(
    st.dates(date(1901, 1, 1), date(9998, 12, 31)).map(Period.day),
    st.sampled_from(
        ("2024", "2024-Q3", "2024-H1", "2024-02", "~2024-04-13", "..2024", "2024..")
    ).map(Period.parse),
)
DECIMALS = st.one_of(
    st.decimals(-LARGEST, LARGEST, allow_nan=False, allow_infinity=False),
    st.just(Decimal("123456789012345.67")),
    st.just(Decimal("1.10")),
)
VALUES = {
    "id": ID,
    "ids": st.lists(ID, min_size=1, max_size=3).map(tuple),
    "text": TEXT,
    "texts": st.lists(PART, min_size=1, max_size=3).map(tuple),
    "count": st.integers(0, LARGEST),
    "whole": st.integers(-LARGEST, LARGEST),
    "decimal": DECIMALS,
    "day": st.dates(),
    "period": PERIODS,
    "flag": st.booleans(),
    "marking": st.sampled_from(("public", "owner:DEU", "releasable:DEU,NLD")).map(Marking.parse),
    "party": TEXT,
    "parties": st.lists(PART, min_size=1, max_size=3).map(tuple),
    "item": TEXT,
    "items": st.lists(PART, min_size=1, max_size=3).map(tuple),
    "currency": st.sampled_from(("EUR", "USD")),
}


@cache
def rows_of(kind):
    """Up to two random rows of a table, each with an id of its own."""
    required, optional = {}, {}
    for each in columns(kind):
        values = st.sampled_from(each.choices) if each.choices else VALUES[each.kind.name]
        (required if each.required else optional)[each.name] = values
    wanted = st.sets(st.sampled_from(sorted(optional)))
    cells = st.fixed_dictionaries({**required, **optional})
    made = st.builds(lambda found, names: built(kind, found, names), cells, wanted)
    found = st.lists(made, max_size=2)
    return found.map(lambda rows: list({row.id: row for row in rows if row is not None}.values()))


TOGETHER = (
    ("price", "currency", "basis"),
    ("amount", "currency"),
    ("low", "high"),
    ("line", "buyer"),
)
"""Cells that a row wants both of or neither."""


def built(kind, cells, wanted):
    """A row with as many of the wanted cells as go together; None where no such row can be.

    Cells that are not wanted come in only where the required ones alone are refused.
    """
    row, kept = None, {each.name: cells[each.name] for each in columns(kind) if each.required}
    others = sorted(cells.keys() - kept.keys())
    for names in (wanted, others):
        groups = [group for group in TOGETHER if set(group) <= set(names)]
        for more in ((), *groups, *((name,) for name in sorted(names))):
            fuller = {**kept, **{name: cells[name] for name in more}}
            with contextlib.suppress(MaterielError):
                row, kept = kind(**fuller), fuller
        if row is not None:
            return row
    return None
