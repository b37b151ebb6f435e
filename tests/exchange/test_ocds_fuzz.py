"""Damaged OCDS files are read with a fate for every part, or refused in words; never a crash."""

import copy
import json
import random
from typing import Any

import pytest
from ocds_samples import SHARED, full, package, release

from materiel.exchange.folder import read_folder
from materiel.exchange.format import Imported
from materiel.exchange.ocds.extension import FIELD
from materiel.exchange.ocds.jsontext import as_text, write_json
from materiel.exchange.ocds.publication import Publication
from materiel.exchange.ocds.reading import read_source
from materiel.exchange.ocds.writing import write
from materiel.exchange.packaged import packaged_case
from materiel.kernel.errors import InputError
from materiel.kernel.ids import check_id
from materiel.kernel.table import from_cells, to_cells

HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 10**39, 0.5, -0.0, "", " ", "\x00", "\u2028", "é" * 200, "a;b"),
    *([], {}, [[]], [None], [{}], {"": ""}, {"id": {}}, [{"id": []}], {"amount": "x"}),
    *("2024-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2024-01-01T00:00:00Z"),
    *("NaN", "1e400", {"amount": -1, "currency": "EUR"}, {"amount": 10**15 + 1, "currency": "EUR"}),
    *({FIELD: 1}, {FIELD: {"contracts": [{"id": "x"}]}}, {FIELD: {"case": [{}]}}, "../..", "=1+1"),
)
SIGNS = b'{}[]",:\\ \x00\xff\xed\xa0\x80019eE-+.nt'


def seeds() -> list[Any]:
    """What is damaged: look-alikes, an export of our own, and the public files where they are."""
    with packaged_case("coalition") as folder:
        found = read_folder(folder)
    ours = write(found.rows, Publication(found.case.today), ("TERN-25",))
    one, two = release(1, tender={"id": "t", "title": "A"}), full(3)
    made = [
        package(one, two),
        {"records": [{"ocid": "ocds-zzzzzz-42", "releases": [one, two], "compiledRelease": two}]},
        json.loads(write_json(ours.package)),
        full(2),
    ]
    small = [path for path in sorted(SHARED.glob("*/**/*.json")) if path.stat().st_size < 12_000]
    public = [json.loads(path.read_bytes()) for path in small if "schema" not in str(path)]
    return made + [each for each in public if isinstance(each, dict)]


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a document at which something stands."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each))
        for key in keys:
            found.append((each, key))
            if isinstance(each[key], (dict, list)):
                waiting.append(each[key])
    return found


def damaged(seed: Any, draw: random.Random) -> bytes:
    """A document with one to four things wrong in it, or with wrong bytes."""
    document = copy.deepcopy(seed)
    for _ in range(draw.randint(1, 4)):
        places = spots(document)
        if not places:
            break
        holder, key = draw.choice(places)
        how = draw.random()
        if how < 0.5:
            holder[key] = copy.deepcopy(draw.choice(HOSTILE))
        elif how < 0.7:
            other, name = draw.choice(places)
            holder[key] = copy.deepcopy(other[name])
        elif how < 0.85:
            del holder[key]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        else:
            holder[f"{key}x"] = holder.pop(key)
    try:
        raw = json.dumps(document, ensure_ascii=draw.random() < 0.5).encode(
            "utf-8", "surrogatepass"
        )
    except (RecursionError, ValueError):
        return b"{}"
    if draw.random() < 0.15:
        letters = bytearray(raw)
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(letters))
            letters[at : at + draw.randint(0, 2)] = bytes([draw.choice(SIGNS)])
        raw = bytes(letters)
    return raw


def check(found: Imported, raw: bytes) -> None:
    """What must hold for whatever was read."""
    ids = [row.id for rows in found.rows.values() for row in rows]
    assert len(ids) == len(set(ids)), raw
    told = {name for fate in found.fates for name in fate.rows}
    for kind, rows in found.rows.items():
        for row in rows:
            check_id(row.id)
            assert from_cells(kind, to_cells(row)) is not None, raw
            assert row.id in told or kind.TABLE in ("case", "parties", "items"), (row.id, raw)
    assert told <= set(ids), (told - set(ids), raw)
    for fate in found.fates:
        assert fate.rows or fate.word in ("refused", "not-data") or fate.findings, (fate, raw)
        assert fate.word != "refused" or fate.findings, (fate, raw)


def fuzz(count: int, seed: int) -> tuple[int, int]:
    """Read damaged documents; how many were read, and how many refused."""
    draw = random.Random(seed)
    documents = seeds()
    read = refused = 0
    for _ in range(count):
        raw = damaged(draw.choice(documents), draw)
        try:
            check(read_source(as_text("fuzz.json", raw)), raw)
        except InputError as problem:
            refused += 1
            message = str(problem)
        else:
            message = "read"
            read += 1
        assert message, raw
        assert "\n" not in message, raw
    return read, refused


def test_some_thousand_damaged_files_are_read_or_refused():
    read, refused = fuzz(3_000, 1)
    assert read > 1_000
    assert refused > 100


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_damaged_files_are_read_or_refused(seed):
    read, refused = fuzz(10_000, 100 + seed)
    assert read + refused == 10_000


def test_the_seeds_are_read_whole():
    for seed in seeds()[:4]:
        found = read_source(as_text("seed.json", json.dumps(seed).encode()))
        check(found, b"")
        assert not [fate for fate in found.fates if fate.word == "refused"]
