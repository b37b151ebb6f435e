"""The files of the reader's encoder: a published model that is found, and our part that ships.

The published model is no part of this project. It is found where a user has put it and used only
when its content is, byte for byte, the one that our part was trained with.
"""

import hashlib
import json
import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from materiel.evidence.encoder import Floats, assemble
from materiel.evidence.heads import HEADS, Heads
from materiel.evidence.insight import Understanding
from materiel.kernel.errors import InputError

VARIABLE = "MATERIEL_ENCODER"
"""The environment variable that names the folder of the published model."""
NAME = "all-mpnet-base-v2"
INSTALLED = Path("share/materiel") / NAME
"""Where ``make encoder`` puts the published model, under the root of the environment."""
WEIGHTS, WORDS = "model.safetensors", "vocab.txt"
CONTENTS = {
    WEIGHTS: (437_971_872, "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"),
    WORDS: (231_536, "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada"),
}
"""Bytes and SHA-256 of the published files (sentence-transformers, Apache-2.0)."""
PACKAGED = Path(__file__).with_name("encoder_part.bin")
"""Our part: the adaptation and the read-out, as whole numbers with a scale a row."""
MOST_HEADER = 1_000_000
"""Bytes of the table of contents of a file of arrays; a longer one is refused."""
_KINDS: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "I8": np.dtype("i1")}


def find_encoder(environment: Mapping[str, str] | None = None) -> Path | None:
    """The folder of the published model: as the environment names it, else where it is installed.

    Args:
        environment: the environment; None: that of this process.
    """
    named = (os.environ if environment is None else environment).get(VARIABLE)
    if named:
        return Path(named)
    folder = sys.prefix / INSTALLED
    return folder if all((folder / each).is_file() for each in CONTENTS) else None


def load_understanding(folder: Path, ours: Path = PACKAGED) -> Understanding:
    """The encoder with our part.

    Args:
        folder: the folder of the published model.
        ours: our part.

    Raises:
        InputError: a file is missing, is not the published one, or is damaged.
    """
    vocabulary = read_vocabulary(folder)
    base = read_published(folder)
    part = read_ours(ours)
    missing = [name for name in HEADS if f"{name}.weight" not in part or f"{name}.bias" not in part]
    try:
        encoder = assemble(base, part)
    except (KeyError, ValueError) as problem:
        raise InputError(f"{ours}: not the reader's part: {problem}") from None
    if missing:
        raise InputError(f"{ours}: not the reader's part: {missing[0]} is missing")
    return Understanding(encoder, vocabulary, Heads(part), NAME)


def read_vocabulary(folder: Path) -> dict[str, int]:
    """Number of each known piece of the published model.

    Raises:
        InputError: the file is missing or is not the published one.
    """
    words = _content(folder / WORDS).decode().splitlines()
    return {word: number for number, word in enumerate(words)}


def read_published(folder: Path) -> dict[str, Floats]:
    """The arrays of the published model by their names.

    Raises:
        InputError: the file is missing or is not the published one.
    """
    path = folder / WEIGHTS
    return {
        name: each for name, each in _arrays(path, _content(path)).items() if each.dtype == "<f4"
    }


def _content(path: Path) -> bytes:
    size, wanted = CONTENTS[path.name]
    try:
        # Its size is asked first: what is not the published file may be of any size.
        there = path.stat().st_size
        if there != size:
            raise InputError(
                f"{path}: {there:,} bytes; accepted: {size:,}, the published {path.name} of {NAME}"
            )
        content = path.read_bytes()
    except OSError as problem:
        raise InputError(
            f"{path}: {problem.strerror}; accepted: a folder with {WEIGHTS} and {WORDS} of {NAME}, "
            "or --reader weights, which needs none"
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        raise InputError(
            f"{path}: its SHA-256 is {found}; accepted: {wanted}, "
            f"the published {path.name} of {NAME}"
        )
    return content


def _arrays(path: Path, content: bytes) -> dict[str, Any]:
    """The arrays of a safetensors file: a table of contents in JSON, then the numbers."""
    try:
        (size,) = struct.unpack_from("<Q", content)
        table = json.loads(content[8 : 8 + min(size, MOST_HEADER)])
        made = {}
        for name, row in table.items():
            if name == "__metadata__" or row["dtype"] not in _KINDS:
                continue
            first, last = (8 + size + int(each) for each in row["data_offsets"])
            numbers = np.frombuffer(memoryview(content)[first:last], _KINDS[row["dtype"]])
            made[name] = numbers.reshape([int(each) for each in row["shape"]])
    except (
        *(ValueError, KeyError, TypeError, AttributeError),
        *(OverflowError, RecursionError, struct.error),
    ) as problem:
        raise InputError(f"{path}: no file of arrays (safetensors): {problem}") from None
    return made


def read_ours(path: Path) -> dict[str, Floats]:
    """Our part as arrays of floats.

    Raises:
        InputError: the file is missing or damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise InputError(f"{path}: {problem.strerror}") from None
    found = _arrays(path, content)
    try:
        return {
            name: (each.astype(np.float32) * found[f"{name}|scale"])
            for name, each in found.items()
            if f"{name}|scale" in found
        }
    except ValueError as problem:
        raise InputError(f"{path}: no file of arrays (safetensors): {problem}") from None


def write_ours(path: Path, arrays: Mapping[str, Floats]) -> int:
    """Write our part, each row as whole numbers up to 127 with a scale; how many numbers it has."""
    table: dict[str, dict[str, Any]] = {}
    body = b""
    for name, each in sorted(arrays.items()):
        rows = each.reshape(-1, 1) if each.ndim == 1 else each
        scale = np.maximum(np.abs(rows).max(1, keepdims=True), 1e-12).astype(np.float32) / 127
        if each.ndim == 1:
            scale, whole = np.abs(each).astype(np.float32), np.sign(each).astype(np.int8)
        else:
            whole = np.round(rows / scale).astype(np.int8)
        for key, numbers, kind in ((name, whole, "I8"), (f"{name}|scale", scale, "F32")):
            data = numbers.astype(_KINDS[kind]).tobytes()
            ends = [len(body), len(body) + len(data)]
            table[key] = {"dtype": kind, "shape": list(numbers.shape), "data_offsets": ends}
            body += data
    head = json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + body)
    return sum(each.size for each in arrays.values())
