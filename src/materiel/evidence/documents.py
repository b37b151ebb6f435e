"""A document as the record cites it: locator, grade and date; never its text (DESIGN §5.1)."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.period import Period
from materiel.kernel.table import Row, column

GRADES = ("A", "B", "C")
"""A: official or specialist source on its own site; B: press quoting one; C: all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Row):
    """Something published that claims are read from."""

    TABLE: ClassVar[str] = "documents"
    title: str = column("text", "our own short name for it, not its headline")
    publisher: str = column("text", "who published it")
    published: Period = column("period", "when")
    locator: str = column("text", "where it can be found: an address, a file number, a page")
    grade: str = column("choice", "how well such a source is usually informed", choices=GRADES)
    partisan: bool = column("flag", "an outlet of a party to the matter", default=False)
    language: str = column("text", "ISO 639-1 code", default="en")
    file: str = column("text", "name of the file that is kept", default="")
    hash: str = column("text", "SHA-256 of the file as received", default="")
    text_hash: str = column("text", "SHA-256 of its words in one case and spacing", default="")
    copy_of: str = column(
        "id", "the document that has the same words", default="", refers="documents"
    )

    @property
    def weak(self) -> bool:
        """Whether it may never be a figure's only support (DESIGN §5.6)."""
        return self.grade == "C" or self.partisan
