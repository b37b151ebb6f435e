"""The labelled documents in the short form: every mark has a label, every label a mark."""

import re
from pathlib import Path

import pytest

from materiel.evidence.heads import CLASSES, STANCES, STATUSES
from materiel.evidence.proposals import ROLES
from materiel.evidence.scales import EVENTS

FOLDER = Path(__file__).parent / "corpus/short"
MARK = re.compile(r"\[(\d+(?:,\d+)*):[^\[\]]*\]")
RELATIONS = ("same", "part_of", "maybe_part_of", "contradicts", "updates")


def documents():
    for path in sorted(FOLDER.glob("*.txt")):
        for chunk in re.split(r"(?m)^== ", path.read_text("utf-8"))[1:]:
            head, _, rest = chunk.partition("\n")
            text, _, labels = rest.partition("\n--\n")
            yield [each.strip() for each in head.split("|")], text, labels


@pytest.fixture(scope="module")
def found():
    return list(documents())


def faults(text, labels):
    marks = {number for match in MARK.finditer(text) for number in match[1].split(",")}
    plain = MARK.sub("", text)
    yield from re.findall(r"[^\n]*[\[\]][^\n]*", plain)
    labelled = set()
    for line in filter(None, map(str.strip, labels.splitlines())):
        words = line.split()
        if len(words) == 3 and words[1] in RELATIONS:
            if not {words[0], words[2]} <= marks:
                yield line
            continue
        number, event, *rest = words
        labelled.add(number)
        roles = {each.partition("=")[0] for each in rest if "=" in each}
        plain_words = [each for each in rest if "=" not in each]
        known = all(each in (*CLASSES, *STATUSES, *STANCES) for each in plain_words)
        one_class = sum(each in CLASSES for each in plain_words) == 1
        if event not in EVENTS[1:] or not roles <= set(ROLES) or not known or not one_class:
            yield line
    if marks != labelled:
        yield f"marks {sorted(marks ^ labelled)}"


def test_every_document_keeps_the_form(found):
    assert len(found) > 6000
    broken = [(head[0], each) for head, text, labels in found for each in faults(text, labels)]
    assert broken == []


def test_every_document_names_its_source_and_no_name_comes_twice(found):
    names = [head[0] for head, _, _ in found]
    assert len(set(names)) == len(names)
    assert all(len(head) == 3 and head[2].startswith("http") for head, _, _ in found)
