"""The page: every number leads to its sources, nothing is fetched, nothing escapes its box."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from gadget_story import ADDRESS, PLAN, reading, stored

from materiel.reports.html import FICTIONAL, Section, report_html
from materiel.reports.markup import Html, locator, tag
from materiel.reports.page import UNACCREDITED
from materiel.reports.table import Column, Line, Table

FETCHING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "manifest"}


LONG = Table(
    "long",
    "A long table",
    "Is it folded?",
    (Column("a", "a"),),
    tuple(Line((f"row {number}",), ("road",)) for number in range(30)),
)


class Page(HTMLParser):
    """Tags, ids, links and text of a page, and whether its tags are balanced."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.tags, self.ids, self.links, self.open, self.texts = [], [], [], [], {}
        self.feed(source)
        self.close()

    def handle_starttag(self, name, attributes):
        attributes = dict(attributes)
        self.tags.append((name, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if name == "a":
            self.links.append(attributes["href"])
        if name not in ("meta", "br", "hr", "col"):
            self.open.append((name, attributes.get("id")))

    def handle_startendtag(self, name, attributes):
        self.handle_starttag(name, attributes)
        self.open.pop()

    def handle_endtag(self, name):
        assert self.open.pop()[0] == name

    def handle_data(self, text):
        for _, name in self.open:
            if name:
                self.texts[name] = self.texts.get(name, "") + text


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    database = stored(tmp_path_factory.mktemp("page"))
    with reading(database) as read:
        return report_html([Section(read, PLAN, (LONG,))])


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_the_page_is_balanced_and_no_id_stands_twice(page):
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_every_link_inside_the_page_leads_somewhere(page):
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert len(inside) > 50
    assert set(inside) <= set(page.ids)


def test_nothing_is_fetched_and_the_only_address_is_a_locator_to_follow(page, source):
    for name, attributes in page.tags:
        assert not FETCHING & set(attributes), name
        assert name not in ("script", "link", "iframe", "object", "embed", "img", "base", "form")
        assert not any(key.startswith("on") or key == "style" for key in attributes), name
    assert {link for link in page.links if not link.startswith("#")} == {ADDRESS}
    assert "@import" not in source
    assert set(re.findall(r"url\(([^)]*)\)", source)) <= {
        f"#story-c{chart}-h{tone}" for chart in range(1, 9) for tone in range(4)
    }


def test_the_policy_allows_this_style_sheet_and_nothing_else(page, source):
    (policy,) = [
        attributes["content"]
        for name, attributes in page.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_what_a_source_says_is_text_and_never_markup(source):
    assert "<script" not in source
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; two gadgets." in source
    assert "A story of &lt;gadgets&gt;" in source


def test_a_locator_that_is_no_address_is_text(source):
    assert "javascript:alert(1)" in source
    assert 'href="javascript' not in source
    assert locator("file <1>") == "file &lt;1&gt;"


def test_a_number_of_the_summary_leads_to_its_entries_in_two_clicks(page):
    named = [name for name in page.ids if re.fullmatch(r"story-f\d+", name)]
    assert named
    about = "2 to 3 handed over: Gadget (missiles) for Borland"
    (first,) = [name for name in named if page.texts[name].startswith(about)]
    assert f"#{first}" in page.links
    assert "nothing dates june more precisely than June 2024" in page.texts[first]


def test_an_entry_shows_paraphrase_grade_locator_and_what_disagrees(page):
    (entry,) = [
        text
        for name, text in page.texts.items()
        if re.fullmatch(r"story-e\d+", name) and "got-2" in text
    ]
    for words in (
        "two gadgets.",
        "grade A",
        "Arland Ministry, 1 March 2024, line 3",
        ADDRESS,
        "grade C, partisan outlet",
        "Nine against two",
    ):
        assert words in entry


def test_the_banners_and_the_stamps_stand_at_the_top(source):
    assert source.index(UNACCREDITED) < source.index(FICTIONAL) < source.index("In short")
    assert "As of 15 June 2024, as known on 15 June 2024." in source


def test_the_answers_come_in_their_order(source):
    order = (
        "In short",
        "What was promised, ordered and handed over",
        "Who gave, who is owed",
        "Who carried it",
        "The plan and what binds it",
        "What is unknown, what is assumption",
        "Where statements compete",
        "<h3>Sources</h3>",
        "The entries and their sources",
    )
    places = [source.index(words) for words in order]
    assert places == sorted(places)
    assert "Best under 2 assumptions, 1 of them the user&#x27;s choice." in source
    assert "about EUR 1.23 m" in source


def test_who_carried_it_shows_its_tables_and_pictures(page, source):
    shown = [name for name in page.ids if name in {"story-who", "story-promises", "story-refills"}]
    assert shown == ["story-who", "story-promises", "story-refills"]
    assert "Gadget (missiles) given to Borland: 2 to 3." in source
    drawings = re.findall(r'<svg [^>]*role="img"[^>]*>.*?</svg>', source, re.DOTALL)
    titles = [re.search(r"<title [^>]*>(.*?)</title>", each)[1] for each in drawings]
    assert "From who pays to who is refilled" in titles
    assert all("<desc" in each for each in drawings)


def test_a_case_without_a_plan_says_so(tmp_path):
    with reading(stored(tmp_path)) as read:
        source = report_html([Section(read)])
    assert "No plan was made for this case." in source
    assert "It hands over" not in source


def test_markup_escapes_whatever_is_not_markup():
    assert tag("p", "<b>", Html("<i>x</i>"), None, class_="a", title='"') == (
        '<p class="a" title="&quot;">&lt;b&gt;<i>x</i></p>'
    )
    assert tag("details", open="", id=None) == "<details open></details>"


# ------------------------------------------------------------------------------- in a browser


@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_fits_a_phone_and_a_desk_and_asks_for_nothing(visit, address, width):
    tab = visit(width)
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.heard == [address]


def test_a_desk_shows_every_column_of_every_table(visit):
    tab = visit(1280)
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    cut = "[...document.querySelectorAll('.box')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    assert tab.evaluate(f"{cut}.map(each => each.getAttribute('aria-label'))") == []


def test_the_entries_are_folded_and_the_link_of_a_number_opens_them(visit):
    tab = visit(1280)
    entry = tab.locator("#story-e1")
    assert not entry.is_visible()
    tab.locator("a[href='#story-e1']").first.click()
    entry.wait_for(state="visible")
    top = entry.evaluate("each => each.getBoundingClientRect().top")
    assert 0 <= top < 800


def test_a_phone_shows_rows_as_cards_with_labels(visit):
    tab = visit(375)
    cell = tab.locator("#story-who-gave td[data-label='promised']").first
    assert cell.evaluate("each => getComputedStyle(each, '::before').content") == '"promised"'
    assert cell.evaluate("each => getComputedStyle(each).display") == "grid"


def test_light_and_dark_have_readable_contrast(visit):
    for scheme in ("light", "dark"):
        tab = visit(1280, scheme)
        colours = tab.evaluate(
            "['color','backgroundColor'].map(name => getComputedStyle(document.body)[name])"
        )
        ink, paper = (_luminance(colour) for colour in colours)
        light, dark = max(ink, paper), min(ink, paper)
        assert (light + 0.05) / (dark + 0.05) >= 7
        assert (paper > ink) == (scheme == "light")


def _luminance(colour):
    """Relative luminance of ``rgb(r, g, b)``. Source: WCAG 2.2."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_on_paper_folded_tables_are_open_and_nothing_is_wider_than_the_page(visit):
    tab = visit(718)
    tab.emulate_media(media="print")
    folded = "[...document.querySelectorAll('details:not([open]) table')]"
    heights = tab.evaluate(f"{folded}.map(each => each.getBoundingClientRect().height)")
    seen = tab.evaluate(f"{folded}.map(each => each.checkVisibility({{contentVisibilityAuto: 1}}))")
    assert heights
    assert min(heights) > 100
    assert all(seen)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 718
    assert tab.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")


BURDENS = "figure[aria-label='From who pays to who is refilled'] svg"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_the_streams_are_inside_the_drawing_and_readable(visit, scheme):
    tab = visit(1280, scheme)
    drawing = tab.locator(BURDENS)
    outside = drawing.evaluate(
        """svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(each => {
                const box = each.getBoundingClientRect();
                return box.left < frame.left - 1 || box.right > frame.right + 1
                    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
            }).map(each => each.textContent);
        }"""
    )
    assert outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shade_of_the_map_leaves_its_number_readable_and_is_a_step_of_grey(visit, scheme):
    tab = visit(1280, scheme)
    colours = tab.locator(BURDENS).evaluate(
        """svg => {
            const fill = name => {
                const box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
                box.setAttribute('class', name);
                svg.append(box);
                const found = getComputedStyle(box).fill;
                box.remove();
                return found;
            };
            const ink = getComputedStyle(svg.querySelector('text.n')).fill;
            return [ink, ...['paper', 'q1', 'q2', 'q3', 'q4'].map(fill)];
        }"""
    )
    ink, *shades = (_luminance(colour) for colour in colours)
    for shade in shades:
        light, dark = max(ink, shade), min(ink, shade)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
    steps = shades if scheme == "dark" else shades[::-1]
    assert steps == sorted(set(steps))
