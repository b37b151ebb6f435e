"""Which reader reads documents: rules alone, rules with weights, or these with an encoder."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from materiel import __version__
from materiel.evidence.intake import Reading, read_document
from materiel.exchange.encoder_files import (
    NAME,
    VARIABLE,
    find_encoder,
    load_understanding,
)
from materiel.kernel.errors import InputError, nearest

CHOICE = "MATERIEL_READER"
"""The environment variable that chooses a reader where nobody else does."""
READERS = ("rules", "weights", "encoder")

ReadDocument = Callable[[str, str, date | None], Reading]
"""Reads a document: its id, its text, its day where known."""


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """A reader and what it is called in the record.

    Attributes:
        name: rules, weights or encoder.
        title: the name with its version, as it stands beside every claim that it proposes.
        read: reads one document.
        weighed: whether weights propose relations as well.
    """

    name: str
    title: str
    read: ReadDocument
    weighed: bool = True


WEIGHTS = DocumentReader("weights", f"rules and weights {__version__}", read_document)
"""The reader that needs nothing beside the package."""


def document_reader(name: str = "", environment: Mapping[str, str] | None = None) -> DocumentReader:
    """The reader of a name.

    Args:
        name: rules, weights or encoder; empty: as the environment says, else the encoder where one
            is installed, else the weights.
        environment: the environment; None: that of this process.

    Raises:
        InputError: the name is unknown, or the encoder is asked for and not there or damaged.
    """
    around = os.environ if environment is None else environment
    source = "reader" if name else CHOICE
    chosen = name or around.get(CHOICE, "")
    if chosen and chosen not in READERS:
        near = nearest(chosen, READERS, 1)
        meant = f"; nearest: {near[0]}" if near else ""
        raise InputError(f"{source}: found {chosen!r}; accepted: {', '.join(READERS)}{meant}")
    if chosen == "rules":
        alone = partial(read_document, weighed=False)
        return DocumentReader("rules", f"rules {__version__}", alone, weighed=False)
    if chosen == "weights":
        return WEIGHTS
    folder = find_encoder(around)
    if folder is None:
        if chosen == "encoder":
            raise InputError(
                f"{source}: no encoder is here; accepted: {NAME} installed by `make encoder`, or "
                f"its folder named by {VARIABLE}"
            )
        return WEIGHTS
    understanding = load_understanding(folder)
    title = f"rules and weights {__version__} with {understanding.name}"
    return DocumentReader("encoder", title, partial(read_document, understanding=understanding))
