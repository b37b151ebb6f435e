"""Which format a file is of: by its content, never by its name; doubt is refused."""

import pytest
from sipri_samples import DELIVERIES, GEMT, HEADER, deliveries, register
from workbook_samples import CASE, book, sheet

from materiel.exchange.detection import choose, detect, formats, import_file
from materiel.exchange.format import Evidence
from materiel.kernel.errors import FindingsError, InputError, UnknownNameError

SAMPLES = {
    "sipri-register": register(*GEMT),
    "sipri-deliveries": deliveries(*DELIVERIES),
    "case-workbook": book({"case": CASE}),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_knows_its_own_file_whatever_it_is_called(name, tmp_path):
    path = tmp_path / "misleading.pdf"
    path.write_bytes(SAMPLES[name])
    assert detect(path).name == name
    assert import_file(path).format == name
    sure = [each for each, form in formats().items() if form.detect(path).certain]
    assert sure == [name]


def test_a_renamed_column_still_finds_the_format_which_then_names_it(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(register(*GEMT, header=HEADER.replace("Recipient", "Receiver")))
    assert detect(path).name == "sipri-register"
    with pytest.raises(FindingsError, match="column 'Recipient' is missing"):
        import_file(path)


def test_several_certain_formats_are_refused_with_their_reasons(tmp_path):
    evidence = {
        "case-workbook": Evidence(certain=True, possible=True, why="this"),
        "sipri-register": Evidence(certain=True, possible=True, why="that"),
        "sipri-deliveries": Evidence(certain=False, possible=True, why="maybe"),
    }
    with pytest.raises(InputError) as caught:
        choose(tmp_path / "f", evidence)
    assert str(caught.value) == (
        "f may be of several formats; name one of: case-workbook (this); sipri-register (that)"
    )


def test_a_certain_format_goes_before_a_possible_one(tmp_path):
    evidence = {
        "sipri-register": Evidence(certain=False, possible=True, why="maybe"),
        "case-workbook": Evidence(certain=True, possible=True, why="sure"),
    }
    assert choose(tmp_path / "f", evidence).name == "case-workbook"


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        (b"", "an empty file"),
        (b"\n  a,b,c\n1,2,3\n", "text that begins 'a,b,c'"),
        (b"\x89PNG\0\0", "6 bytes that are no text"),
        (book({"other": sheet(("a",))}), "a package of 3 parts (xl/workbook.xml, "),
    ],
)
def test_an_unknown_file_is_refused_with_what_was_seen_and_looked_for(raw, seen, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        detect(path)
    text = str(caught.value)
    assert text.startswith(f"file is of no format that is read. Seen: {seen}")
    for name in formats():
        assert f"{name}: " in text


def test_a_person_may_name_the_format(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(SAMPLES["sipri-register"])
    assert import_file(path, "sipri-register").format == "sipri-register"
    with pytest.raises(UnknownNameError, match=r"no format 'sipri-registr' \(near: sipri-register"):
        import_file(path, "sipri-registr")


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(InputError, match="no file at"):
        detect(tmp_path / "none")
