"""Plain text: UTF-8, or what its byte order mark says, or Western European as a last resort."""

import codecs

from materiel.exchange.documents.reader import DocumentReader, ReadText, bounded, found

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 4096


def _recognises(head: bytes) -> bool:
    marked = any(head.startswith(mark) for mark, _ in _MARKS)
    return marked or b"\0" not in head[:_HEAD]


def decode(content: bytes) -> tuple[str, str]:
    """The letters of some bytes, and a remark when the encoding was guessed."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, errors="replace"), ""
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as problem:
        remark = f"byte {problem.start:,} is no UTF-8; read as Western European (cp1252)"
        return content.decode("cp1252", errors="replace"), remark


def _read(content: bytes, where: str) -> ReadText:
    text, remark = decode(content)
    text, findings = bounded(text, where)
    if remark:
        findings.insert(0, found(where, remark, "Save it as UTF-8.", "warning"))
    if not text.strip():
        findings.append(found(where, "the document holds no text", "", "error"))
    return ReadText(text, findings=tuple(findings))


PLAIN_TEXT = DocumentReader("text", (".txt", ".md"), _recognises, _read, 9)
