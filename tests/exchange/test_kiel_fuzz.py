"""Broken, lying and hostile files of the tracker: refused in words, never a crash."""

import contextlib
import io
import random
import resource
import zipfile
import zlib

import pytest
from kiel_lookalike import (
    EXTRACT,
    NEW,
    ROWS,
    SUMMARY,
    WEBSITE,
    csv_bytes,
    release,
    summary,
    workbook,
)
from mutations import mutated

from materiel.exchange.format import Imported
from materiel.exchange.formats.kiel_extract import KIEL_EXTRACT
from materiel.exchange.formats.kiel_website import KIEL_WEBSITE
from materiel.exchange.formats.kiel_workbook import KIEL_WORKBOOK
from materiel.exchange.kiel import container, extent
from materiel.kernel.errors import InputError, MaterielError

EVERYDAY = 200
PROOF = 100_000
MOST_MEMORY = 400 * 1024
"""KiB that all runs together may add to the process."""

SCRAPS = (
    *(
        b"",
        b"\0",
        b"\xff\xfe",
        b".",
        b"undisclosed",
        b"-1",
        b"1e999999",
        b"nan",
        b"99999999999999999999",
    ),
    *(
        b"2922-02-09",
        b"until 13/45/2022",
        b"<",
        b">",
        b'"',
        b",",
        b"\n",
        b"&",
        b"&#x110000;",
        b"\r\r",
    ),
    *(b't="s"', b't="e"', b't="d"', b"<v>1e308</v>", b'r="XFD1048576"', b'r="A0"', b'r="ZZZZ1"'),
    *(
        b"0" * 400,
        "é€".encode(),
        b"</row>",
        b"<row>",
        b"donor",
        b"Military",
        b"r08",
        b"(",
        b" (5)",
    ),
)


def remade(data, chance):
    """A workbook with one of its parts changed inside: the container itself is sound."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", 8, True, 1) as target,
    ):
        names = source.namelist()
        chosen = chance.choice(
            [*names, *[each for each in names if "sheet" in each or "shared" in each] * 3]
        )
        for name in names:
            content = source.read(name)
            target.writestr(name, mutated(content, chance, SCRAPS) if name == chosen else content)
    return stream.getvalue()


SAMPLES = {
    "workbook": (
        KIEL_WORKBOOK,
        "a.xlsx",
        release(more={"Country Summary": summary(SUMMARY)}),
        True,
    ),
    "later": (
        KIEL_WORKBOOK,
        "a.xlsx",
        release([{**r, "measure": "Allocation"} for r in ROWS], NEW),
        True,
    ),
    "extract": (KIEL_EXTRACT, "a.csv", csv_bytes(EXTRACT), False),
    "explorer": (KIEL_WEBSITE, "a.csv", csv_bytes(WEBSITE["data_explorer.csv"]), False),
    "weapons": (KIEL_WEBSITE, "a.csv", csv_bytes(WEBSITE["weapons.csv"]), False),
}


def attack(folder, name, count, seed):
    """Read so many mutations; how many were loaded."""
    form, file, data, packed = SAMPLES[name]
    chance = random.Random(seed)  # repeatable
    path = folder / file
    (folder / "release_info.csv").write_bytes(csv_bytes(WEBSITE["release_info.csv"]))
    loaded = 0
    for _ in range(count):
        inside = packed and chance.random() < 0.8
        path.write_bytes(remade(data, chance) if inside else mutated(data, chance, SCRAPS))
        form.detect(path)
        imported = None
        with contextlib.suppress(MaterielError):
            imported = form.read(path)
        if imported is None:
            continue
        assert isinstance(imported, Imported)
        ids = [row.id for rows in imported.rows.values() for row in rows]
        assert len(ids) == len(set(ids)), [each for each in ids if ids.count(each) > 1]
        loaded += 1
    return loaded


@pytest.mark.parametrize("name", SAMPLES)
def test_a_broken_file_is_loaded_or_refused_and_never_more(tmp_path, name):
    loaded = attack(tmp_path, name, EVERYDAY // len(SAMPLES), 20260731)
    assert 0 < loaded < EVERYDAY // len(SAMPLES) + 1


@pytest.mark.proof
@pytest.mark.parametrize("name", SAMPLES)
def test_a_hundred_thousand_broken_files_for_each_reader_end_in_words_or_rows(tmp_path, name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    form = SAMPLES[name][0]
    count = PROOF // sum(sample[0] is form for sample in SAMPLES.values())
    assert 0 < attack(tmp_path, name, count, 7) < count
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY


# ------------------------------------------------------------------------- hostile on purpose


def packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refusal(tmp_path, data):
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert not KIEL_WORKBOOK.detect(path).certain
    with pytest.raises(InputError) as raised:
        KIEL_WORKBOOK.read(path)
    return str(raised.value)


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    parts = parts_of(release())
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b" " * (40 * 2**20)
    assert "a.xlsx: unpacks to " in refusal(tmp_path, packed(parts))


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_it_is_counted(tmp_path):
    parts = parts_of(release())
    parts["xl/worksheets/sheet1.xml"] = content = b"<worksheet>" + b" " * (40 * 2**20)
    data = packed(parts)
    data = data.replace(len(content).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert refusal(tmp_path, data) == "a.xlsx: unpacks to more than it declares; not read"


def test_a_sheet_that_spans_the_whole_grid_is_refused_before_it_takes_the_memory(tmp_path):
    parts = parts_of(workbook({"One": [["a"]]}))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = (
        parts[name].replace(b'r="A1"', b'r="XFD1048576"').replace(b'r="1"', b'r="1048576"')
    )
    message = refusal(tmp_path, packed(parts))
    assert "spans 1,048,576 rows and 16,384 columns; at most 4,000,000 cells are read" in message


@pytest.mark.parametrize("place", ["MilitaryK1", "A99999999999", "&#65;1", "A1B2", "1A"])
def test_a_cell_at_an_impossible_place_is_refused_before_it_takes_the_memory(tmp_path, place):
    parts = parts_of(workbook({"One": [["a"]]}))
    name = "xl/worksheets/sheet1.xml"
    sheet = parts.pop(name).replace(b'r="A1"', f'r="{place}"'.encode())
    assert refusal(tmp_path, packed({**parts, name: sheet})) == (
        f"a.xlsx: {name!r} has a cell at {place!r}"
    )
    # A file may keep its sheets where it likes.
    moved = {key: each.replace(b"sheet1.xml", b"other1.xml") for key, each in parts.items()}
    assert "has a cell at" in refusal(
        tmp_path, packed({**moved, "xl/worksheets/other1.xml": sheet})
    )


def test_a_shared_text_that_is_repeated_over_and_over_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(extent, "MOST_TEXT", 200_000)
    data = workbook({"One": [["x" * 30_000] * 10]})
    message = refusal(tmp_path, data)
    assert "bytes of text; at most 200,000 are read" in message


def test_one_text_that_goes_on_and_on_is_refused(tmp_path):
    parts = parts_of(workbook({"One": [["x"]]}))
    chance = random.Random(3)
    endless = bytes(chance.choice(b"abcdefgh") for _ in range(2**20 + 9))
    texts = parts["xl/sharedStrings.xml"].replace(b"<t>x", b"<t>" + endless)
    message = refusal(tmp_path, packed({**parts, "xl/sharedStrings.xml": texts}))
    assert message == "a.xlsx: 'xl/sharedStrings.xml' holds a text of more than 1,048,576 bytes"


def test_shared_texts_that_stand_where_nobody_looks_are_refused(tmp_path):
    parts = parts_of(workbook({"One": [["x" * 30_000] * 10]}))
    texts = parts.pop("xl/sharedStrings.xml")
    hidden = {key: each.replace(b"sharedStrings.xml", b"other.xml") for key, each in parts.items()}
    assert "'xl/sharedStrings.xml' does not hold" in refusal(
        tmp_path, packed({**hidden, "xl/other.xml": texts})
    )


def test_a_real_release_stays_far_below_the_limits():
    parts = parts_of(release())
    strings = extent.Strings()
    strings.feed(parts["xl/sharedStrings.xml"])
    assert strings.finish() == ""
    sheet = extent.Extent(strings)
    for size in (7, 64, 5_000):
        again = extent.Extent(strings)
        for content in [parts["xl/worksheets/sheet2.xml"]]:
            for start in range(0, len(content), size):
                again.feed(content[start : start + size])
        assert again.finish() == ""
        assert (again.rows, again.columns) == (11, 20)
        sheet = sheet if sheet.cells else again
        assert again.cells == sheet.cells


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a workbook"),
        (b"PK\x03\x04 and nothing more", "not a workbook"),
        (release()[:-40], "not a workbook"),
        (packed({"xl/workbook.xml": b"<workbook/>"}), "damaged workbook"),
        (
            packed({f"xl/{number}.xml": b"" for number in range(container.MOST_PARTS + 1)}),
            "5,001 parts",
        ),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(tmp_path, data, words):
    assert words in refusal(tmp_path, data)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(container, "LARGEST_FILE", 1000)
    assert refusal(tmp_path, release()) == (
        f"a.xlsx: {len(release()):,} bytes; at most 1,000 are read"
    )


def test_a_damaged_part_is_named(tmp_path):
    data = bytearray(release())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        part = archive.getinfo("xl/worksheets/sheet2.xml")
    start = part.header_offset + 30 + len(part.filename) + 2
    data[start : start + 40] = b"\xff" * 40
    assert "damaged workbook ('xl/worksheets/sheet2.xml'" in refusal(tmp_path, bytes(data))


@pytest.mark.parametrize("form", [KIEL_EXTRACT, KIEL_WEBSITE])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 50,
        b'"' * 999,
        zlib.compress(b"x" * 999),
        b"," * 9000,
        b"a\n" * 99,
        "ÿ".encode("cp1252"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, form, data):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert not form.detect(path).possible
    with pytest.raises(InputError, match=r"a\.csv"):
        form.read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    for form in (KIEL_WORKBOOK, KIEL_EXTRACT, KIEL_WEBSITE):
        assert not form.detect(tmp_path / "none.xlsx").possible
        with pytest.raises(InputError):
            form.read(tmp_path / "none.xlsx")
