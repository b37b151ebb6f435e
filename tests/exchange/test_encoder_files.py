"""The encoder's files: found, checked to the last byte, and our part written and read again."""

import hashlib
import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.exchange.encoder_files import (
    PACKAGED,
    find_encoder,
    load_understanding,
    read_ours,
    read_published,
    read_vocabulary,
    write_ours,
)
from materiel.kernel.errors import InputError


def test_the_environment_names_the_folder(tmp_path):
    assert find_encoder({"MATERIEL_ENCODER": str(tmp_path)}) == tmp_path


def test_else_it_is_where_it_is_installed_and_only_when_both_files_are(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    assert find_encoder({}) is None
    folder = tmp_path / "share/materiel/all-mpnet-base-v2"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").touch()
    assert find_encoder({}) is None
    (folder / "vocab.txt").touch()
    assert find_encoder({}) == folder


def test_a_folder_without_the_files_is_refused_with_what_is_accepted(tmp_path):
    with pytest.raises(InputError) as caught:
        load_understanding(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/vocab.txt: No such file or directory; accepted: a folder with "
        "model.safetensors and vocab.txt of all-mpnet-base-v2, or --reader weights, which needs "
        "none"
    )


def test_another_file_under_the_same_name_is_refused(tmp_path):
    other = b"tank\n" + bytes(231_536 - 5)
    (tmp_path / "vocab.txt").write_bytes(other)
    found = hashlib.sha256(other).hexdigest()
    with pytest.raises(InputError, match=rf"vocab\.txt: its SHA-256 is {found}; accepted: dbd90c"):
        read_vocabulary(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"short")
    with pytest.raises(InputError) as caught:
        read_published(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/model.safetensors: 5 bytes; accepted: 437,971,872, the published "
        "model.safetensors of all-mpnet-base-v2"
    )


def test_our_part_comes_back_to_within_half_a_step_and_rows_of_one_exactly(tmp_path):
    chance = np.random.default_rng(3)
    arrays = {
        "wide": chance.normal(size=(5, 40)).astype(np.float32),
        "thin": chance.normal(size=7).astype(np.float32),
        "none": np.zeros((2, 3), np.float32),
    }
    assert write_ours(tmp_path / "part", arrays) == 5 * 40 + 7 + 6
    back = read_ours(tmp_path / "part")
    assert back.keys() == arrays.keys()
    assert np.array_equal(back["thin"], arrays["thin"])
    assert np.array_equal(back["none"], arrays["none"])
    step = np.abs(arrays["wide"]).max(1, keepdims=True) / 127
    assert (np.abs(back["wide"] - arrays["wide"]) <= step * 0.501).all()


def test_the_packaged_part_is_whole():
    part = read_ours(PACKAGED)
    assert part["event.4.weight"].shape == (19, 128)
    assert part["enc.layers.11.d.B"].shape == (768, 16)
    assert all(np.isfinite(each).all() for each in part.values())


def refusal(path):
    """What is said of a file; its name where it can be read after all."""
    try:
        read_ours(path)
    except InputError as problem:
        return str(problem)
    return str(path)


@given(st.binary(max_size=200))
def test_a_damaged_part_is_an_error_and_never_a_crash(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("part") / "part.bin"
    path.write_bytes(content)
    assert str(path) in refusal(path)


@given(
    st.dictionaries(
        st.text(max_size=5),
        st.fixed_dictionaries(
            {
                "dtype": st.sampled_from(["F32", "I8", "F64"]),
                "shape": st.lists(st.integers(-2, 5), max_size=3),
                "data_offsets": st.lists(st.integers(-5, 50), min_size=1, max_size=3),
            }
        )
        | st.integers(),
        max_size=3,
    )
)
def test_a_table_of_contents_that_lies_is_an_error_and_never_a_crash(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("part") / "part.bin"
    head = json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(24))
    assert str(path) in refusal(path)


def test_a_part_without_what_the_reader_asks_is_refused(understanding, tmp_path):
    del understanding  # the published model is here
    whole = read_ours(PACKAGED)
    for name, text in (
        ("event.4.bias", "event.4 is missing"),
        ("enc.layers.6.q.A", "enc.layers.6"),
    ):
        path = tmp_path / "part.bin"
        write_ours(path, {key: each for key, each in whole.items() if not key.startswith(name)})
        with pytest.raises(InputError, match=f"not the reader's part: .*{text}"):
            load_understanding(find_encoder(), path)


def test_a_scale_of_another_shape_is_an_error(tmp_path):
    table = {
        "a": {"dtype": "I8", "shape": [4, 2], "data_offsets": [0, 8]},
        "a|scale": {"dtype": "F32", "shape": [3], "data_offsets": [8, 20]},
    }
    head = json.dumps(table).encode()
    path = tmp_path / "part.bin"
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(20))
    assert "no file of arrays" in refusal(path)
