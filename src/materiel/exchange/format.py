"""What a reader of a foreign file is: it detects its files and tells the fate of every row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from materiel.kernel.findings import Finding
from materiel.kernel.table import Row

FateWord = Literal["loaded", "loaded-with-finding", "refused", "not-data"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one row of a file.

    Attributes:
        place: ``file:sheet:line`` as a person finds it.
        word: ``not-data`` is a title, a blank or a total line that the format declares.
        rows: ids of the case rows that were made from it.
        findings: what was odd about it, or why it was refused.
    """

    place: str
    word: FateWord
    rows: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A foreign file as rows of a case.

    Attributes:
        case: id of the case that the rows belong to.
        known_on: the day on which the file was public; the state of knowledge it stands for.
        rows: the rows of each case table.
        places: id to the place it was read from.
        fates: one for each row of the file, in its order.
        findings: what is wrong with the file itself (columns, encoding, dates of the file).
    """

    format: str
    case: str
    known_on: date
    rows: Mapping[type[Row], Sequence[Row]]
    places: Mapping[str, str]
    fates: tuple[Fate, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a file is, or is not, of a format.

    Attributes:
        certain: the content can be nothing else that we read.
        possible: it may be of this format; several possible ones are refused as ambiguous.
        why: what was seen, for the message.
    """

    certain: bool
    possible: bool
    why: str


@dataclass(frozen=True, slots=True)
class Format:
    """A reader, one file in ``exchange/formats``, collected by name.

    Attributes:
        name: kebab-case.
        meaning: one line for the reference page.
        detect: looks at the content, never at the name alone.
        read: all or nothing for the file's structure, a fate for each of its rows.
        licence: who owns such files and what may be done with them.
        read_dated: the same, told on which day the file was public; None where every file says
            so itself.
    """

    name: str
    meaning: str
    detect: Callable[[Path], Evidence]
    read: Callable[[Path], Imported]
    licence: str
    read_dated: Callable[[Path, date], Imported] | None = None
