"""One spelling of structured content, so that the same content has the same hash.

Canonical form: JSON, keys sorted, no white space, UTF-8, whole numbers only (a decimal is
text), absent optional fields left out. Floats are refused: two machines may print them
differently, and no float belongs in a ledger (DESIGN §4.2, §4.7).
"""

import hashlib
import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Any

from materiel.kernel.errors import InternalError

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical(content: Any) -> str:
    """The canonical text of JSON-like content.

    Raises:
        InternalError: the content holds a float.
    """
    refuse_floats(content)
    return _encode(content)


quoted = encode_basestring
"""The canonical text of one text."""


def text_list(values: Iterable[str]) -> str:
    """The canonical text of a list of texts: as ``canonical``, in half the time."""
    return f"[{','.join(map(quoted, values))}]"


def refuse_floats(content: Any) -> None:
    """Raise ``InternalError`` where a float hides in JSON-like content."""
    if isinstance(content, float):
        raise InternalError(f"a float ({content!r}) reached canonical content")
    if isinstance(content, dict):
        for value in content.values():
            refuse_floats(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            refuse_floats(value)


def digest(*parts: str) -> str:
    """SHA-256 over the parts, each preceded by its length, as 64 hexadecimal digits."""
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        whole.update(b"%d:" % len(raw))
        whole.update(raw)
    return whole.hexdigest()
