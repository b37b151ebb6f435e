"""The page that opens with stories: what was read, what was not, and the figures they lead to."""

import re
from dataclasses import replace
from html import unescape

import pytest

from materiel.evidence.intake import Reading as Read
from materiel.evidence.numbers import Number
from materiel.reports.html import report_html
from materiel.reports.stories import (
    ANCHOR,
    SIGNS,
    VERDICT_MEANING,
    VERDICT_WORDS,
    VERDICTS,
    ShownStory,
    passages,
    story_section,
)
from materiel.service.sampling import told_stories


@pytest.fixture(scope="module")
def stories():
    with told_stories() as found:
        yield found


@pytest.fixture(scope="module")
def source(stories):
    return report_html([], stories=stories)


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", markup.replace("><", "> <"))).split())


def figures(told: ShownStory) -> dict[str, str]:
    """What the page says that a story comes to: words to number."""
    (part,) = re.findall(r'<ul class="comes-to">.*?</ul>', story_section([told]))
    pairs = re.findall(r"<li>(.*?): <strong>(.*?)</strong>", part)
    return {unescape(name): number for name, number in pairs}


def test_romanias_request_adds_nothing_to_what_is_on_order(stories):
    found = figures(stories[0])
    assert list(found.values()) == ["at most 1,000", "200", "at most 1,000"]
    text = words(story_section([stories[0]]))
    assert "Judged: possibly part of GEM-T joint contract through NSPA." in text


def test_mostly_bounds_two_models_from_below_by_half(stories):
    found = figures(stories[1])
    # 537 / 2 = 268.5, and more than a half of whole drones is at least 269.
    assert list(found.values()) == ["537", "269 to 537", "nothing on record", "3"]


def test_three_batteries_the_third_and_two_in_talks_are_not_six(stories):
    assert list(figures(stories[2]).values()) == ["3", "2", "3"]


def test_every_sentence_bears_its_mark_in_a_sign_and_a_word(stories):
    for told in stories:
        part = story_section([told])
        for marked in told.read.sentences:
            assert f"{SIGNS[marked.mark]} {marked.mark}" in part
            assert marked.sentence.text.split(",")[0][:20] in words(part)
        rows = re.findall(r'<li class="(claimed|context|unread)">', part)
        assert rows == [str(each.mark) for each in told.read.sentences]
    assert len(set(SIGNS.values())) == 3


def test_every_sign_of_a_comparison_stands_in_the_legend(stories):
    page = words(story_section(stories))
    intro = page[: page.index("Restated from")]
    assert set(VERDICTS) == set(VERDICT_MEANING)
    for verdict, sign in VERDICTS.items():
        assert f"{sign}: {VERDICT_MEANING[verdict]}" in intro
    shown = set(re.findall(r"Beside the record: ([^.]*)\.", page))
    signs = {each.partition(" ")[2] for line in shown for each in line.split(", ")}
    assert signs <= set(VERDICTS.values())


def test_every_linked_passage_says_how_it_was_read_and_what_it_supports(stories):
    for told in stories:
        text = words(story_section([told]))
        found = passages(told)
        assert len(found) == len(told.sample.links)
        for each in found:
            wrong = [aspect.name for aspect in each.aspects if aspect.verdict == "differs"]
            assert (each.verdict == "read otherwise") == bool(wrong)
        for verdict, label in VERDICT_WORDS.items():
            count = sum(each.verdict == verdict for each in found)
            assert f"{count} {label.lower()}" in text
        for link in told.sample.links:
            assert f"The record keeps {link.claim}" in text
            assert told.cases[link.case].claims[link.claim].paraphrase in text


def test_a_reader_that_finds_nothing_is_shown_finding_nothing(stories):
    told = stories[0]
    blind = tuple(replace(each, mark="unread") for each in told.read.sentences)
    nothing = replace(told, read=Read("joint-order", told.read.published, blind, ()))
    assert {each.verdict for each in passages(nothing)} == {"not read"}
    text = words(story_section([nothing]))
    assert f"{len(told.sample.links)} not read" in text
    assert "0 claimed, 0 context, 11 unread" in text
    # The figures rest on the record, so they stand whatever a reader finds.
    assert figures(nothing) == figures(told)


def test_a_wrong_number_is_shown_as_another_number(stories):
    told = stories[2]
    batteries = next(each for each in told.sample.links if each.claim == "S3-03")
    wrong = tuple(
        replace(each, number=Number(0, 1, "6", 6, 6, "exact"))
        if batteries.start <= each.start < batteries.end
        else each
        for each in told.read.claims
    )
    assert wrong != told.read.claims
    misread = replace(told, read=replace(told.read, claims=wrong))
    (found,) = [each for each in passages(misread) if each.link == batteries]
    assert found.verdict == "read otherwise"
    assert "number \u2260 other" in words(story_section([misread]))
    assert list(figures(misread).values()) == ["3", "2", "3"]


def test_no_id_stands_twice_and_every_link_leads_somewhere(source):
    ids = re.findall(r' id="([^"]*)"', source)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="#([^"]*)"', source)
    assert len(links) > 30
    assert set(links) <= set(ids)
    assert source.index(f'id="{ANCHOR}"') < source.index("<footer")


# ------------------------------------------------------------------------------- in a browser


@pytest.mark.parametrize("width", [375, 1280])
def test_the_stories_fit_a_phone_and_a_desk_and_ask_for_nothing(visit, address, width):
    tab = visit(width)
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.heard == [address]


def test_from_a_sentence_to_the_passage_behind_its_figure_is_one_click(visit):
    tab = visit(1280)
    link = tab.locator("ul.reads a").first
    target = link.get_attribute("href")
    entry = tab.locator(f'[id="{target[1:]}"]')
    assert not entry.is_visible()
    link.click()
    tab.wait_for_function("id => document.getElementById(id).checkVisibility()", arg=target[1:])
    assert "grade" in entry.inner_text()
    assert entry.evaluate("each => each.getBoundingClientRect().top") < 800


LUMINANCE = """each => {
  const shade = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(Number)
      .map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  let box = each;
  while (getComputedStyle(box).backgroundColor === 'rgba(0, 0, 0, 0)') box = box.parentElement;
  const pair = [shade(getComputedStyle(each).color), shade(getComputedStyle(box).backgroundColor)];
  return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_signs_can_be_read_in_light_and_dark(visit, scheme):
    tab = visit(1280, scheme)
    for each in tab.locator("ol.story mark, .sign").all():
        assert each.evaluate(LUMINANCE) >= 4.5
