"""Map, ranking and streams: every number stands in the drawing, inside its frame, never a zero."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.kernel.bounds import Bounds
from materiel.kernel.errors import InternalError
from materiel.reports.charts import Box, Chart, Placed, Stream, Tile
from materiel.reports.drawing import svg
from materiel.reports.strokes import WIDTH
from materiel.reports.tilemap import shade_ends, square_words
from materiel.reports.words import count_words
from materiel.vocabulary.reader import table
from materiel.vocabulary.tiles import Tile as Square

SPACE = "{http://www.w3.org/2000/svg}"
ENDS = st.integers(0, 5_000)
BOUNDS = st.builds(
    lambda low, more, known: Bounds(low, None if more is None else low + more, known),
    ENDS,
    st.none() | ENDS,
    st.booleans(),
)
WORD = st.text("abcdefghij", min_size=1, max_size=9)
LABEL = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
SQUARES = [(each.across, each.down) for each in table(Square).rows.values()]
TILES = st.lists(
    st.tuples(st.sampled_from(SQUARES), st.none() | BOUNDS),
    max_size=12,
    unique_by=lambda each: each[0],
).map(
    lambda each: Chart(
        "tiles",
        "t",
        "d.",
        "units",
        ("n",),
        tuple(Tile("ABC", "Name", *place, value) for place, value in each),
    )
)
RANKED = st.lists(st.builds(Placed, LABEL, st.sampled_from(["", "1", "2 to 4"]), BOUNDS)).map(
    lambda items: Chart("ranked", "t", "d.", "units", ("n",), tuple(items))
)


@st.composite
def flows(draw):
    """Streams through three layers, each pair of boxes once."""
    boxes = {
        layer: [Box(layer, f"b{number}", draw(LABEL)) for number in range(draw(st.integers(1, 4)))]
        for layer in range(3)
    }
    pairs = [
        (one, other) for layer in range(2) for one in boxes[layer] for other in boxes[layer + 1]
    ]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8))
    items = tuple(Stream(one, other, draw(BOUNDS)) for one, other in chosen)
    return Chart("flows", "t", "d.", "units", ("a", "b", "c"), items)


def root_of(chart):
    return ET.fromstring(svg(chart, "c1"))


def texts(root):
    return [each.text or "" for each in root.iter(f"{SPACE}text")]


def coordinates(root):
    """Every x and y that a path, a box, a circle or a word uses."""
    for path in root.iter(f"{SPACE}path"):
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d").replace("v", " v")):
            yield float(x), float(y)
    for box in root.iter(f"{SPACE}rect"):
        if box.get("x"):
            x, y, wide, tall = (float(box.get(name)) for name in ("x", "y", "width", "height"))
            assert wide >= 0
            assert tall >= 0
            yield from ((x, y), (x + wide, y + tall))
    for word in root.iter(f"{SPACE}text"):
        yield float(word.get("x")), float(word.get("y"))


@given(st.one_of(TILES, RANKED, flows()))
def test_every_drawing_is_well_formed_named_and_inside_its_frame(chart):
    root = root_of(chart)
    width, height = map(float, root.get("viewBox").split()[2:])
    assert width == WIDTH
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "c1-title c1-text")
    assert root.find(f"{SPACE}title").text == chart.title
    assert root.find(f"{SPACE}desc").text == chart.text
    assert "style=" not in svg(chart, "c1")
    for x, y in coordinates(root):
        assert -0.1 <= x <= width + 0.1
        assert -0.1 <= y <= height + 0.1


@given(TILES)
def test_every_number_of_the_map_stands_in_its_square_and_in_its_text(chart):
    said = texts(root_of(chart))
    joined = " ".join(said)
    for tile in chart.items:
        if tile.value is None:
            assert "Name: \N{EN DASH}" not in chart.text
        else:
            assert square_words(tile.value) in joined
            assert count_words(tile.value).startswith(square_words(tile.value))
            assert f"Name: {count_words(tile.value)}." in chart.text
    assert said.count("ABC") == len(chart.items)


@given(RANKED)
def test_every_number_of_a_ranking_stands_beside_its_bar_and_in_its_text(chart):
    root = root_of(chart)
    joined = " ".join(texts(root))
    for row in chart.items:
        assert count_words(row.value) in joined
        assert f"{row.label}: {count_words(row.value)}" in chart.text
    # One ring and one arrow explain themselves above the bars.
    assert len(list(root.iter(f"{SPACE}circle"))) == 1 + sum(
        not row.value.low_known for row in chart.items
    )
    assert len(list(root.iter(f"{SPACE}path"))) == 1 + sum(
        row.value.high is None for row in chart.items
    )


@given(flows())
def test_every_number_and_every_label_of_the_streams_is_drawn_whole(chart):
    root = root_of(chart)
    said = texts(root)
    joined = " ".join(said)
    for each in chart.items:
        assert said.count(count_words(each.value)) >= 1
        assert f"{each.source.label} to {each.target.label}: {count_words(each.value)}." in (
            chart.text
        )
        for box in (each.source, each.target):
            assert box.label in joined
    bands = [each.find(f"{SPACE}title").text for each in root.iter(f"{SPACE}path")]
    assert {name.rpartition(": ")[2] for name in bands} == {
        count_words(each.value) for each in chart.items
    }


def test_boxes_of_a_layer_do_not_overlap_and_a_box_is_as_tall_as_what_it_passes_on():
    one, two = Box(0, "a", "A"), Box(0, "b", "B")
    end = Box(1, "c", "C")
    chart = Chart(
        "flows",
        "t",
        "d",
        "units",
        ("x", "y"),
        (Stream(one, end, Bounds.exactly(3)), Stream(two, end, Bounds.exactly(1))),
    )
    boxes = [
        (float(each.get("y")), float(each.get("height")))
        for each in root_of(chart).iter(f"{SPACE}rect")
        if each.get("x") and each.get("class") == "t0"
    ]
    (top, tall), (next_top, short), (_, whole) = boxes
    assert top + tall < next_top
    assert tall == pytest.approx(3 * short, abs=0.2)
    assert whole == pytest.approx(tall + short, abs=0.2)


def test_a_stream_that_may_be_more_is_certain_in_part_and_hatched_beyond():
    ends = Box(0, "a", "A"), Box(1, "b", "B")
    chart = Chart("flows", "t", "d", "u", ("x", "y"), (Stream(*ends, Bounds.between(1, 4)),))
    paths = list(root_of(chart).iter(f"{SPACE}path"))
    talls = [float(re.search(r"v([\d.]+)", each.get("d"))[1]) for each in paths]
    assert [each.get("class") for each in paths] == ["flow", "edge"]
    assert paths[1].get("fill") == "url(#c1-h1)"
    assert talls[1] == pytest.approx(3 * talls[0], abs=0.2)


def test_shades_grow_with_the_low_end_and_what_is_not_on_record_has_none():
    assert shade_ends([Bounds.exactly(5), None, Bounds.at_most(9)]) == [2, 3, 4, 5]
    assert shade_ends([Bounds.exactly(2)]) == [1, 2]
    assert shade_ends([Bounds.unknown(), None]) == []
    values = [Bounds.exactly(8), Bounds.exactly(2), None, Bounds.at_most(3), Bounds.between(5, 7)]
    chart = Chart(
        "tiles",
        "t",
        "d",
        "u",
        ("n",),
        tuple(Tile("X", "X", at, 0, value) for at, value in enumerate(values)),
    )
    squares = [
        each.get("class")
        for each in root_of(chart).iter(f"{SPACE}rect")
        if each.get("width") == "52.0"
    ]
    assert squares == ["q4 frame", "q1 frame", "paper frame", "paper open", "q3 open"]


def test_streams_join_neighbouring_layers_only():
    ends = Box(0, "a", "A"), Box(2, "c", "C")
    with pytest.raises(InternalError, match="A to C are not in neighbouring layers"):
        Chart("flows", "T", "d", "u", ("x", "y", "z"), (Stream(*ends, Bounds.exactly(1)),))


def test_streams_leave_and_reach_a_box_one_below_the_other():
    start, one, two = Box(0, "a", "A"), Box(1, "b", "B"), Box(1, "c", "C")
    items = (Stream(start, one, Bounds.exactly(1)), Stream(start, two, Bounds.exactly(3)))
    chart = Chart("flows", "t", "d", "u", ("x", "y"), items)
    drawn = [each.get("d") for each in root_of(chart).iter(f"{SPACE}path")]
    tops = [float(re.match(r"M[\d.]+ ([\d.]+)", each)[1]) for each in drawn]
    talls = [float(re.search(r"v([\d.]+)", each)[1]) for each in drawn]
    assert tops[1] == pytest.approx(tops[0] + talls[0], abs=0.2)
