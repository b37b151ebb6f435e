"""Ids that people write: short, stable, without spaces."""

import re

from materiel.kernel.errors import InputError

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$")
ACCEPTED = "letters, digits and . _ : / - ; at most 80 characters, a letter or digit first"


def check_id(text: str) -> str:
    """The id itself when it is well formed.

    Raises:
        InputError: it is not; the text says what is accepted.
    """
    if not _ID.match(text):
        raise InputError(f"not an id: {text!r}; accepted: {ACCEPTED}")
    return text
