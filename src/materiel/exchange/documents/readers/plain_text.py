"""Plain text: UTF-8, or what its byte order mark says, or Western European as a last resort."""

import codecs

from materiel.exchange.documents.reader import DocumentReader, ReadText, bounded, found

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD = 4096
_LOST = "\ufffd"


def _recognises(content: bytes) -> bool:
    marked = any(content.startswith(mark) for mark, _ in _MARKS)
    return marked or b"\0" not in content[:_HEAD]


def decode(content: bytes) -> tuple[str, str]:
    """The letters of some bytes, and a remark when the encoding was guessed or letters are lost."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(name), ""
            except UnicodeDecodeError as problem:
                plain = name.removesuffix("-sig").upper()
                remark = f"byte {problem.start:,} is no {plain}, as its first bytes say it is"
                text = content.decode(name, errors="replace")
                return text, f"{remark}; {text.count(_LOST):,} letters are lost"
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as problem:
        remark = f"byte {problem.start:,} is no UTF-8; read as Western European (cp1252)"
        text = content.decode("cp1252", errors="replace")
        lost = text.count(_LOST)
        return text, f"{remark}, {lost:,} letters are lost" if lost else remark


def _read(content: bytes, where: str) -> ReadText:
    text, remark = decode(content)
    text, findings = bounded(text, where)
    if remark:
        findings.insert(0, found(where, remark, "Save it as UTF-8.", "warning"))
    if not text.strip():
        findings.append(found(where, "the document holds no text", "", "error"))
    return ReadText(text, findings=tuple(findings))


PLAIN_TEXT = DocumentReader("text", (".txt", ".md"), _recognises, _read, 9)
