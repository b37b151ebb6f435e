"""Documents as bytes, made by hand: what offices write, and what nobody should."""

import io
import zipfile

import xlsxwriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADINGS = ("Donor", "Recipient", "Item", "Quantity", "Value (EUR million)", "Status")
ROWS = (
    ("Germany", "Ukraine", "Patriot systems", 3, 400, "delivered"),
    ("Norway", "Ukraine", "NASAMS launchers", 2, 55.5, "ordered"),
)
LINES = (
    (
        "- status delivered: 3 Patriot systems from Germany (donor) to Ukraine (recipient), "
        "value EUR 400 million."
    ),
    (
        "- status ordered: 2 NASAMS launchers from Norway (donor) to Ukraine (recipient), "
        "value EUR 55.5 million."
    ),
)
PAGE = b"""<!doctype html><html><head><title>A notice</title></head><body>
<p>Germany has handed over three systems.</p>
<table><caption>Aid to Ukraine</caption><tr><th>Item</th><th>Quantity</th></tr>
<tr><td><p>Leopard tanks</p></td><td>18</td></tr></table><p>&amp; more</p></body></html>"""


def paragraph(text, properties="", run=""):
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{safe}</w:t></w:r></w:p>'
    )


def word_table(rows):
    def cell(text):
        return f"<w:tc>{text if str(text).startswith('<w:') else paragraph(str(text))}</w:tc>"

    body = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return f"<w:tbl>{body}</w:tbl>"


def packed(parts, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word_parts(body, **more):
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return {"[Content_Types].xml": "<Types/>", "word/document.xml": document, **more}


def docx(body, **more):
    return packed(word_parts(body, **more))


BODY = (
    paragraph("Support", '<w:pStyle w:val="Heading1"/>')
    + paragraph("Germany has delivered two systems.")
    + paragraph("a first point", "<w:numPr/>")
    + word_table([HEADINGS, *ROWS])
    + paragraph("Norway ordered 54 Leopard 2A8 tanks.")
)


def xlsx(sheets=None, *, hidden=(), formula=False):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in (sheets or {"Aid": [HEADINGS, *ROWS]}).items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(at, column, value)
            if formula:
                sheet.write_formula(len(rows), 3, "=SUM(D2:D3)", None, 5)
            if name in hidden:
                sheet.hide()
    return stream.getvalue()


CSV = ("\n".join(";".join(map(str, row)) for row in (HEADINGS, *ROWS)) + "\n").encode()


def pdf(*pages, encrypted=False):
    """A PDF by hand: one line of words on each page; an empty text is a page without any."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{3 + 2 * page} 0 R" for page in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    for page, words in enumerate(pages):
        content = f"BT /F1 12 Tf 20 700 Td ({words}) Tj ET" if words else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {4 + 2 * page} 0 R "
            "/Resources << /Font << /F1 "
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    locked = ""
    if encrypted:
        objects.append(
            f"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
        )
        locked = f"/Encrypt {len(objects)} 0 R /ID [<{'43' * 16}> <{'43' * 16}>]"
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R {locked} >>"
    out.write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def problems(read):
    return [each.problem for each in read.findings]
