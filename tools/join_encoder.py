"""Puts the published encoder together from the packages that carry it in parts.

    python tools/join_encoder.py SOURCE                 into this environment
    python tools/join_encoder.py SOURCE DESTINATION     into another folder

SOURCE is where the packages lie (``pip install --target``); none of their code is run. Written are
the two files that the reader opens, both or none, and only when each is, byte for byte, the
published one.
"""

import argparse
import hashlib
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from materiel.exchange.encoder_files import CONTENTS, INSTALLED, NAME

PARTS = f"{NAME}-pypi-part_*/input/{NAME}.zip.*"
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, KeyError, EOFError),
    *(NotImplementedError, RuntimeError, OSError, ValueError),
)
"""What a container that is cut off, damaged or hostile raises."""


def join(
    source: Path, destination: Path, contents: Mapping[str, tuple[int, str]] = CONTENTS
) -> None:
    """Write the published files.

    Args:
        source: where the packages lie.
        destination: the folder of the model; made where it is missing.
        contents: bytes and SHA-256 of each file that is accepted.

    Raises:
        SystemExit: parts are missing, or what they hold is not the published model.
    """
    parts = sorted(source.glob(PARTS), key=lambda each: each.suffix)
    if not parts:
        raise SystemExit(f"{source}: no {PARTS}")
    destination.mkdir(parents=True, exist_ok=True)
    unfinished = {name: destination / f"{name}.part" for name in contents}
    try:
        with tempfile.TemporaryFile(dir=destination) as whole:
            for each in parts:
                whole.write(each.read_bytes())
            with zipfile.ZipFile(whole) as archive:
                for name, (size, wanted) in contents.items():
                    with archive.open(f"{NAME}/{name}") as member:
                        content = member.read(size + 1)
                    found = hashlib.sha256(content).hexdigest()
                    if found != wanted:
                        raise SystemExit(
                            f"{name}: {len(content):,} bytes, SHA-256 {found}; accepted: {wanted}"
                        )
                    unfinished[name].write_bytes(content)
        for name, path in unfinished.items():
            path.rename(destination / name)
    except BROKEN as problem:
        raise SystemExit(f"{source}: {len(parts)} parts do not make the model: {problem}") from None
    finally:
        for path in unfinished.values():
            path.unlink(missing_ok=True)


def main() -> None:
    """Read the command line and join."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path, help="where the packages lie")
    parser.add_argument(
        "destination",
        type=Path,
        nargs="?",
        default=Path(sys.prefix) / INSTALLED,
        help="the folder of the model",
    )
    chosen = parser.parse_args()
    join(chosen.source, chosen.destination)


if __name__ == "__main__":
    main()
