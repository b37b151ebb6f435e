"""The public OCDS files, where they lie beside the project: read, checked, told row by row."""

import pytest
from ocds_samples import SHARED, shared

from materiel.exchange.detection import detect
from materiel.exchange.ocds.reading import read
from materiel.exchange.ocds.validation import Schemas, check_file
from materiel.kernel.errors import InputError

FOLDERS = ("sample_data", "ocdskit_realdata", "standard_examples", "frameworks_calloff")
FILES = [
    str(path.relative_to(SHARED))
    for name in FOLDERS
    for path in sorted(SHARED.glob(f"{name}/**/*.json"))
]
NO_OCDS = (
    "frameworks_calloff/extensions_block.json",
    "frameworks_calloff/sample_orgs_buyers.json",
    "frameworks_calloff/sample_orgs_suppliers.json",
    "standard_examples/beneficial_ownership/beneficial_ownership_statement_entity.json",
    "standard_examples/beneficial_ownership/beneficial_ownership_statement_ownership.json",
    "standard_examples/beneficial_ownership/beneficial_ownership_statement_person.json",
    "standard_examples/record_reference/linked_releases.json",
    "standard_examples/serialization/flat.json",
    "standard_examples/serialization/flat_two_items.json",
)
"""No release in them, or none that says when it was made: each is refused in words."""
SAMPLES = [name for name in FILES if name.startswith("sample_data")]


@pytest.mark.parametrize("name", FILES or [None])
def test_a_public_file_is_read_with_a_fate_for_every_part_or_refused(name):
    shared("sample_data")
    path = SHARED / name
    if name in NO_OCDS:
        with pytest.raises(InputError):
            read(path)
        return
    assert detect(path).name == "ocds"
    found = read(path)
    assert found.fates
    assert all(each.word in ("loaded", "loaded-with-finding") for each in found.fates)
    assert all(each.rows for each in found.fates)
    told = {name for fate in found.fates for name in fate.rows}
    entered = {row.id for rows in found.rows.values() for row in rows}
    assert told <= entered


@pytest.mark.parametrize("name", SAMPLES or [None])
def test_the_sample_data_have_the_errors_that_are_known(name):
    shared("sample_data")
    version = "1.0.3" if "/1.0/" in name else "1.1.5"
    checked = check_file(SHARED / name, Schemas.load(shared("schema", version)))
    # The one of 1.0: its list of packages names a package twice.
    assert checked.errors == (1 if name.startswith("sample_data/1.0/record/") else 0)


def test_the_examples_of_the_documentation_leave_four_things_out_on_purpose():
    folder = shared("standard_examples")
    schemas = Schemas.load(shared("schema", "1.1.5"))
    counts = []
    for path in sorted(folder.glob("**/*.json")):
        name = str(path.relative_to(SHARED))
        if name in NO_OCDS or "amendments" in name:
            continue
        strict = check_file(path, schemas)
        lenient = check_file(path, schemas, lenient=True)
        counts.append((strict.errors, lenient.errors, len(lenient.findings)))
    assert counts == [(4, 0, 4)] * len(counts)
    assert len(counts) == 36
