"""The words that a claim was read from, in the paragraph around them."""

import re
from dataclasses import dataclass
from typing import Final

from materiel.kernel.errors import WorkspaceError
from materiel.service.keeping_documents import documents_of
from materiel.service.reviewing import Desk
from materiel.service.workspace import Workspace

PARAGRAPH = "\n\n"
_STOP: Final = re.compile(r"(?<=[.!?])[\"\u2019\u201d]?\s+(?=[A-Z\u00c0-\u017d])|\n")
AROUND = 400
"""Letters before and behind a passage that are shown at most."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in its paragraph.

    Attributes:
        before: the letters of the paragraph before it.
        words: its own.
        after: the letters behind it.
    """

    before: str
    words: str
    after: str

    @property
    def sentence(self) -> str:
        """The words in their sentence, or in several that they reach over."""
        start = max((each.end() for each in _STOP.finditer(self.before)), default=0)
        whole = self.before + self.words + self.after
        stop = _STOP.search(whole, len(self.before) + len(self.words))
        return whole[start : len(whole) if stop is None else stop.start()]

    def as_dict(self) -> dict[str, str]:
        """The passage as JSON."""
        return {"before": self.before, "words": self.words, "after": self.after}


def passage_of(workspace: Workspace, desk: Desk, name: str) -> Passage | None:
    """The passage of a claim; None when its document is not kept here, or no longer as received.

    Raises:
        UnknownNameError: there is no such claim.
    """
    claim = desk.claim(name)
    document = desk.document(claim)
    if document is None or not document.hash or claim.start is None or claim.end is None:
        return None
    store = documents_of(workspace)
    try:
        store.content(document.hash)
        text = store.reading(document.hash).text
    except WorkspaceError:
        return None
    start, end = claim.start, claim.end
    gap = text.rfind(PARAGRAPH, 0, start)
    first = max(0 if gap < 0 else gap + len(PARAGRAPH), start - AROUND)
    gap = text.find(PARAGRAPH, end)
    last = min(len(text) if gap < 0 else gap, end + AROUND)
    return Passage(text[first:start], text[start:end], text[end:last])
