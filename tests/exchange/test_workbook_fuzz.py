"""Mutated files of every format written here: refused or read, never a crash, never much memory."""

import random
import tracemalloc

import pytest
from sipri_samples import DELIVERIES, GEMT, ORDERS, deliveries, register
from workbook_samples import CASE_HEADER, CASE_ROW, packed, parts, sheet

from materiel.exchange.formats import case_workbook, sipri_deliveries, sipri_register
from materiel.kernel.errors import MaterielError

ROWS = [CASE_ROW, *(("a", "b", "<c><v>4</v></c>", f"{n}") for n in range(3))]
PARTS = parts(
    {
        "case": sheet(CASE_HEADER, *ROWS),
        "assumptions": sheet(
            ("id", "text"), ("a", '<c t="s"><v>0</v></c>'), ("b", "<c><f>1</f></c>")
        ),
    }
)
PARTS["xl/sharedStrings.xml"] = "<sst><si><t>shared</t></si><si><t>two_x0041_</t></si></sst>"
PARTS["xl/styles.xml"] = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts>'
    '<cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>'
)
PIECES = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"?",
    b"(",
    b"<",
    b">",
    b"&",
    b"/",
    b"=",
    b"-",
    b"9" * 30,
]
PIECES += [
    b"\xff",
    b"\xc3\xa9",
    b"\x85",
    b"1e999",
    b"NaN",
    b"<row>",
    b"</row>",
    b'<c r="A1">',
    b"</c>",
]
PIECES += [b"<v>", b"</v>", b"_x0000_", b"<!DOCTYPE a>", b"<![CDATA[", b'r="XFD1048576"', b's="0"']


CELLS = ["a", "x", "", " ", "#", "=1", "x" * 40_000, "_x0000_", "<c/>", '<c t="s"><v>0</v></c>']
CELLS += [
    '<c t="s"><v>9</v></c>',
    "<c><v>1E400</v></c>",
    '<c s="0"><v>45000</v></c>',
    "<c><f/></c>",
]
CELLS += ['<c t="e"><v>#N/A</v></c>', '<c t="b"><v>1</v></c>', "<c><v>-1.5</v></c>", "<c t='?'/>"]


def mutate(chance, raw):
    """The bytes with one to six changes: cut, doubled, swapped, flipped, or something put in."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        if not found:
            break
        at = chance.randrange(len(found))
        to = min(len(found), at + chance.randint(1, 40))
        match chance.randrange(6):
            case 0:
                del found[at:to]
            case 1:
                found[at:at] = found[at:to]
            case 2:
                found[at] = chance.randrange(256)
            case 3:
                found[at:at] = chance.choice(PIECES)
            case 4:
                found[at:to] = chance.choice(PIECES)
            case _:
                other = chance.randrange(len(found))
                found[at], found[other] = found[other], found[at]
    return bytes(found)


def register_bytes(chance):
    return mutate(chance, register(*GEMT, *ORDERS, preamble=["Title"]))


def delivery_bytes(chance):
    return mutate(chance, deliveries(*DELIVERIES))


def workbook_bytes(chance):
    """A mutated package, a good package of mutated parts, or good parts with mutated cells."""
    way = chance.random()
    if way < 0.2:
        return mutate(chance, packed(PARTS))
    if way < 0.6:
        texts = [chance.choice(CELLS) for _ in range(3)]
        return packed({**PARTS, "xl/worksheets/sheet2.xml": sheet(("id", "text", "note"), texts)})
    name = chance.choice(sorted(PARTS))
    return packed({**PARTS, name: mutate(chance, PARTS[name].encode())})


READERS = {
    "register": (sipri_register, register_bytes),
    "deliveries": (sipri_deliveries, delivery_bytes),
    "workbook": (case_workbook, workbook_bytes),
}


def run(name, path, count, seed):
    """How many of ``count`` mutated files were read; the rest were refused as a person can read."""
    module, make = READERS[name]
    chance = random.Random(seed)
    read = 0
    for _ in range(count):
        path.write_bytes(make(chance))
        module.detect(path)
        try:
            found = module.read(path)
        except MaterielError:
            continue
        read += 1
        ids = {row.id for rows in found.rows.values() for row in rows}
        assert {row for fate in found.fates for row in fate.rows} <= ids
        for fate in found.fates:
            assert bool(fate.rows) == fate.word.startswith("loaded")
            assert bool(fate.findings) == (fate.word in ("loaded-with-finding", "refused")) or (
                name == "workbook"
            )
    return read


@pytest.mark.parametrize("name", READERS)
def test_two_hundred_mutated_files_never_crash_a_reader(name, tmp_path):
    read = run(name, tmp_path / "file", 200, seed=name)
    # Some must get through, or the reader was never fuzzed behind its door.
    assert 10 < read < 200


@pytest.mark.proof
@pytest.mark.parametrize("name", READERS)
def test_a_hundred_thousand_mutated_files_never_crash_a_reader(name, tmp_path):
    path = tmp_path / "file"
    run(name, path, 1000, seed=f"{name} warm")
    tracemalloc.start()
    run(name, path, 1000, seed=f"{name} measured")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 1024 * 1024
    run(name, path, 100_000, seed=name)
