"""A chart is one value; its drawing is well-formed, says all in words and fetches nothing."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.reports.charts import Bar, Chart, Point, Span
from materiel.reports.drawing import TOP, WIDTH, svg

SPACE = "{http://www.w3.org/2000/svg}"
ENDS = st.integers(0, 5_000)
BOUNDS = st.builds(
    lambda low, more, known: Bounds(low, None if more is None else low + more, known),
    ENDS,
    st.none() | ENDS,
    st.booleans(),
)
LABEL = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)
DAYS = st.dates(date(2020, 1, 1), date(2031, 1, 1))


def bars(*items, series=("promised", "handed over"), kind="bars"):
    return Chart(kind, "Gifts", "By giver.", "units", series, items)


CHARTS = st.one_of(
    st.lists(
        st.builds(Bar, LABEL, st.tuples(st.none() | BOUNDS, st.none() | BOUNDS)), max_size=8
    ).map(lambda items: bars(*items)),
    st.lists(
        st.builds(Bar, LABEL, st.tuples(st.none() | BOUNDS, st.none() | BOUNDS)), max_size=8
    ).map(lambda items: bars(*items, kind="stacked")),
    st.lists(st.builds(Point, DAYS, BOUNDS), max_size=8).map(
        lambda items: Chart("steps", "t", "d", "units", ("n",), tuple(items))
    ),
    st.lists(
        st.builds(
            lambda label, days, tone: Span(label, min(days), max(days), "3", tone),
            st.sampled_from(["a", "b"]),
            st.tuples(DAYS, DAYS),
            st.integers(0, 1),
        ),
        max_size=8,
    ).map(lambda items: Chart("gantt", "t", "d", "units", ("x", "y"), tuple(items))),
)


@given(CHARTS)
def test_every_chart_is_well_formed_self_contained_and_inside_its_frame(chart):
    drawing = svg(chart, "c1")
    root = ET.fromstring(drawing)
    width, height = map(float, root.get("viewBox").split()[2:])
    assert root.find(f"{SPACE}title").text == chart.title
    assert root.find(f"{SPACE}desc").text == chart.text
    assert "style=" not in drawing
    assert set(re.findall(r"url\((.*?)\)", drawing)) <= {f"#c1-h{tone}" for tone in range(4)}
    for box in root.iter(f"{SPACE}rect"):
        if box.get("x"):
            x, y, wide, tall = (float(box.get(name)) for name in ("x", "y", "width", "height"))
            assert wide >= 0
            assert tall >= 0
            assert -0.1 <= x <= x + wide <= width + 0.1
            assert -0.1 <= y <= y + tall <= height + 0.1


def boxes(drawing, kind):
    """Widths of the boxes of one fill."""
    found = []
    for box in ET.fromstring(drawing).iter(f"{SPACE}rect"):
        fill = box.get("fill") or box.get("class")
        if box.get("x") and fill == kind and float(box.get("y")) >= TOP:
            found.append(float(box.get("width")))
    return found


def test_a_range_is_solid_to_its_low_end_and_hatched_to_its_high_end():
    drawing = svg(bars(Bar("A", (Bounds.exactly(6), Bounds.between(2, 3)))), "c")
    (whole,), (low,), (rest,) = (
        boxes(drawing, "t0"),
        boxes(drawing, "t1"),
        boxes(drawing, "url(#c-h1)"),
    )
    assert low == pytest.approx(whole / 3, abs=0.1)
    assert rest == pytest.approx(whole / 6, abs=0.1)


def test_an_unknown_number_is_a_hatch_to_the_edge_with_its_word_and_never_a_zero():
    drawing = svg(bars(Bar("A", (Bounds.exactly(1), Bounds.unknown()))), "c")
    assert boxes(drawing, "t1") == []
    assert len(boxes(drawing, "url(#c-h1)")) == 1
    assert ">unknown<" in drawing


def test_a_sum_of_a_certain_and_a_possible_part_is_labelled_with_both_ends():
    drawing = svg(bars(Bar("A", (Bounds.exactly(2) + Bounds.at_most(1), None))), "c")
    assert ">2 to 3<" in drawing


def test_what_is_not_on_record_has_a_dash_and_no_box():
    drawing = svg(bars(Bar("A", (None, Bounds.exactly(0)))), "c")
    assert boxes(drawing, "t0") == boxes(drawing, "t1") == []
    assert "A: promised \N{EN DASH}, handed over 0." in drawing


def test_spans_of_one_label_share_a_lane_unless_they_overlap():
    days = [date(2026, month, 1) for month in range(1, 7)]
    spans = (
        Span("a", days[0], days[1]),
        Span("a", days[2], days[3]),
        Span("a", days[3], days[4]),
        Span("b", days[0], days[5]),
    )
    root = ET.fromstring(svg(Chart("gantt", "t", "d", "u", ("x",), spans), "c"))
    found = [box.get("y") for box in root.iter(f"{SPACE}rect") if box.get("class") == "t0"]
    first, second, third, fourth = found[-4:]
    assert first == second
    assert len({first, third, fourth}) == 3


def test_text_is_escaped():
    drawing = svg(bars(Bar("<script>alert(1)</script>", (None, None))), "c")
    assert "<script" not in drawing
    assert WIDTH == 680


def test_a_chart_of_the_wrong_items_is_our_fault():
    with pytest.raises(InternalError, match="chart 'Gifts': bars of Point"):
        bars(Point(date(2024, 1, 1), Bounds.exactly(1)))
    with pytest.raises(InternalError, match="A has not one value a series"):
        bars(Bar("A", (None,)))
