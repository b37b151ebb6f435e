"""DOCX, XLSX, CSV and tables of pages: rows read like sentences, each with its place."""

import pytest
from document_samples import (
    BODY,
    CSV,
    HEADINGS,
    LINES,
    PAGE,
    ROWS,
    docx,
    paragraph,
    problems,
    word_table,
    xlsx,
)
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.intake import read_document
from materiel.exchange.documents.opening import read_bytes
from materiel.exchange.documents.tabling import header_row, table_lines

HEAD = " | ".join(HEADINGS)


def places(read):
    """Every line with its place."""
    found, offset = {}, 0
    for line in read.text.split("\n"):
        found[line] = read.place(offset)
        offset += len(line) + 1
    return found


def test_a_word_document_yields_paragraphs_lists_and_rows_with_their_headings():
    read = read_bytes(docx(BODY), "a.docx")
    assert read.text.split("\n") == [
        "Support",
        "Germany has delivered two systems.",
        "- a first point",
        HEAD,
        *LINES,
        "Norway ordered 54 Leopard 2A8 tanks.",
    ]
    assert list(places(read).values()) == [
        *("paragraph 1", "paragraph 2", "paragraph 3"),
        *("table 1, row 1", "table 1, row 2", "table 1, row 3", "paragraph 4"),
    ]
    assert read.findings == ()


def test_what_a_person_does_not_see_in_a_word_document_is_left_out_and_said():
    body = (
        paragraph("Seen.")
        + paragraph("Spain sends 50 tanks", run="<w:vanish/>")
        + paragraph("Shown.", run='<w:vanish w:val="0"/>')
        + "<w:p><w:del><w:r><w:delText>Old words</w:delText></w:r></w:del></w:p>"
        + "<w:p><w:r><w:instrText>INCLUDETEXT a.txt</w:instrText></w:r></w:p>"
    )
    read = read_bytes(docx(body), "a.docx")
    assert read.text == "Seen.\nShown."
    assert problems(read) == [
        "20 letters of hidden text were left out",
        "9 letters of deleted text (tracked changes) were left out",
    ]


def test_macros_pictures_and_files_inside_are_named_and_never_opened():
    more = {
        "word/vbaProject.bin": b"x",
        "word/media/image1.png": b"x",
        "word/media/image2.png": b"x",
        "word/embeddings/inner.zip": b"PK\x03\x04",
        "word/header1.xml": "<a/>",
        "word/comments.xml": "<a/>",
    }
    read = read_bytes(docx(paragraph("Words."), **more), "a.docm")
    assert read.text == "Words."
    assert [(each.severity, each.problem) for each in read.findings] == [
        ("warning", "1 macro (word/vbaProject.bin): never run, not read"),
        ("note", "1 embedded file (word/embeddings/inner.zip): not opened, not read"),
        (
            "note",
            "2 pictures or recordings (word/media/image1.png, word/media/image2.png): not read",
        ),
        ("note", "1 comment part (word/comments.xml): not read"),
        ("note", "1 page header or footer (word/header1.xml): not read"),
    ]


def test_notes_at_the_foot_are_read_and_the_title_is_known():
    notes = f'<w:n xmlns:w="w">{paragraph("Footnote: 12 tanks.")}</w:n>'
    core = "<c><title>A  report</title></c>"
    more = {"word/footnotes.xml": notes, "docProps/core.xml": core}
    read = read_bytes(docx(paragraph("Words."), **more), "a.docx")
    assert (read.text, read.title) == ("Words.\nFootnote: 12 tanks.", "A report")


def test_a_table_with_merged_cells_is_read_without_its_headings():
    merged = f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph('Patriot')}"
    rows = [("Item", "Quantity"), (f"<w:x/>{merged}", "3")]
    read = read_bytes(docx(word_table(rows)), "a.docx")
    assert read.text == "Item | Quantity\nPatriot | 3"
    assert problems(read) == ["1 tables have merged cells: their rows are read without headings"]


def test_text_of_a_drawing_is_read_once_although_it_stands_there_twice():
    box = paragraph("In a box.")
    body = f"<w:p><w:r><x><Choice>{box}</Choice><Fallback>{box}</Fallback></x></w:r></w:p>"
    assert read_bytes(docx(body), "a.docx").text == "In a box."


def test_a_table_in_a_cell_is_words_of_that_cell():
    inner = word_table([("in", "ner")])
    read = read_bytes(docx(word_table([("Item", "Note"), ("Tanks", inner)])), "a.docx")
    assert read.text == "Item | Note\n- Tanks, note in | ner."


def test_a_workbook_yields_one_line_for_each_row_of_its_visible_sheets():
    sheets = {"Aid 2024": [("Aid delivered in 2024",), (), HEADINGS, *ROWS], "Notes": [("Hm",)]}
    read = read_bytes(xlsx(sheets, hidden=("Notes",)), "a.xlsx")
    assert places(read) == {
        "Aid 2024": "Aid 2024",
        "Aid delivered in 2024": "Aid 2024!1",
        HEAD: "Aid 2024!3",
        LINES[0]: "Aid 2024!4",
        LINES[1]: "Aid 2024!5",
    }
    assert [str(each) for each in read.findings] == [
        "a.xlsx:Notes: a hidden sheet: not read [document]"
    ]


def test_a_formula_is_never_run_its_last_value_is_read_and_said():
    read = read_bytes(xlsx(formula=True), "a.xlsx")
    assert read.text.endswith("\n- quantity 5.")
    assert problems(read) == ["1 cells were computed by formulas; their last values were read"]


def test_a_csv_file_is_read_like_a_sheet():
    read = read_bytes(CSV, "a.csv")
    assert read.text.split("\n") == [HEAD, *LINES]
    assert read.place(len(HEAD) + 5) == "row 2"


@pytest.mark.parametrize(
    "prose",
    [
        "Germany, France\nsent 3, 4\n",
        "Dear Sir, we write.\nYours, me.\n",
        "One line; of text\n",
        "a,b\n1,2,3\n4,5\n",
        "3,4\n5,6\n7,8\n",
    ],
)
def test_prose_with_commas_is_no_table(prose):
    assert read_bytes(prose.encode(), "a.txt").text == prose


def test_a_table_of_a_page_is_read_with_its_headings_and_keeps_its_caption():
    read = read_bytes(PAGE, "a.html")
    assert places(read) == {
        "Germany has handed over three systems.": "line 1",
        "Aid to Ukraine": "line 2",
        "Item | Quantity": "table 1, row 1",
        "- 18 Leopard tanks.": "table 1, row 2",
        "& more": "line 5",
    }


def test_a_table_that_only_lays_out_a_page_stays_lines():
    page = b"<html><table><tr><td><table><tr><td>Inner words</td></tr></table></td>"
    read = read_bytes(page + b"<td>Outer words.</td></tr></table></html>", "a.html")
    assert read.text == "Inner words\nOuter words."


def test_hidden_text_comments_and_scripts_of_a_page_are_not_read():
    page = b"""<html><head><title>T</title><body><p>Seen.</p><!-- Spain sends 1 tank -->
    <div style="color: red; display : none">Spain <div>sends 2</div> tanks</div>
    <p hidden>Spain sends 3 tanks<p>Shown.<span style='visibility:hidden'>4</span></p>
    <script>if (a < b) { "Spain sends 5 tanks" }</script><style>p {}</style>
    <template>Spain sends 6 tanks</template><input hidden>Last.</body></html>"""
    read = read_bytes(page, "a.html")
    assert read.text == "Seen.\nShown.\nLast."
    assert problems(read) == [
        "1 scripts and embedded objects were left out, unread",
        "33 letters of hidden text were left out",
    ]


def test_rows_of_tables_become_claims_with_their_counts_and_sums():
    read = read_bytes(xlsx({"Aid": [HEADINGS, *ROWS]}), "a.xlsx")
    claims = read_document("a", read.text).claims
    found = {(each.item_class, *each.counts, *each.sums, read.place(each.start)) for each in claims}
    assert ("patriot_system", 3, 3, 400_000_000, 400_000_000, "EUR", "Aid!2") in found
    assert ("other_air_defence_system", 2, 2, 55_500_000, 55_500_000, "EUR", "Aid!3") in found


def lines(*rows):
    return [each.text for each in table_lines(rows, "row {}")]


def test_two_counts_or_two_items_of_a_row_are_never_joined_by_us():
    assert lines(("Item", "Quantity", "Number"), ("Tanks", "3", "4"))[1] == (
        "- Tanks, quantity 3, number 4."
    )
    assert lines(("Item", "System", "Quantity"), ("Tanks", "Leopard", "4"))[1] == (
        "- item Tanks, system Leopard, quantity 4."
    )


def test_a_sum_gets_the_currency_of_its_heading_and_only_a_bare_number_does():
    heads = ("Item", "Value (USD bn)", "Cost in EUR")
    assert lines(heads, ("Tanks", "1.5", "300,000"))[1] == (
        "- Tanks, value USD 1.5 billion, cost EUR 300,000."
    )
    assert lines(heads, ("Tanks", "unknown", "USD 5"))[1] == (
        "- Tanks, value (USD bn) unknown, cost in EUR USD 5."
    )


def test_rows_without_headings_are_read_as_they_are():
    assert lines(("Tanks", "3"), ("Guns", "4")) == ["Tanks | 3", "Guns | 4"]
    assert header_row([["Tanks", "3"]]) is None
    assert header_row([["A title"], ["Item", "Quantity"], ["Tanks", "3"]]) == 1


CELLS = st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6)


@given(CELLS)
def test_every_cell_of_any_table_stands_in_the_lines_that_it_becomes(rows):
    made = "\n".join(lines(*rows))
    for row in rows:
        for cell in row:
            assert " ".join(cell.split()) in made
