"""What every story case keeps: it is a part of the record, dated, without findings, our words."""

import re

import pytest
from story_case import CASES, SHARED, read

from materiel.checks.case import CaseRows
from materiel.checks.running import run_checks
from materiel.exchange.folder import read_folder
from materiel.kernel.period import Period

DIFFERING = {
    "joint-order": {
        # The record dates Germany's share by its approval; here it is a buyer from the award on.
        "gemt-joint:DEU": {"known_on", "sources", "note"},
        # The record's assumption also names orders that are not in this case.
        "weak-only-possible": {"text"},
    },
    "drones-on-behalf": {
        # The record dates a licence total by its last day; here the whole stretch is stated.
        **{name: {"when"} for name in ("F017", "F048", "F073", "F074", "F111", "F178")},
        # The conversion that the report prints, in the form that can be read back.
        "S2-06": {"wording"},
        "weak-only-possible": {"text"},
    },
    "transfer-and-backfill": {
        "deu-ukr-pair": {"payer", "note"},
        "deu-ukr-pair:2": {"due", "known_on", "note", "sources"},
        "deu-ukr-pair:3": {"due", "note", "sources"},
        "deu-first-order": {"sources"},
        "deu-first-refill": {"title", "note", "sources"},
        "deu-first-four:ordered": {"commitment", "note"},
        "deu-pair-refill": {"payer", "note"},
        "deu-pair-refill:2": {"payer", "note"},
        "deu-fire-units": {"low", "note", "wording", "sources"},
    },
}
"""Of each case: the ids that the Patriot record tells too, and the columns that differ."""
LEAST_SHARED = {"joint-order": 80, "drones-on-behalf": 70, "transfer-and-backfill": 100}
STORIES = pytest.mark.parametrize("case", DIFFERING)


@STORIES
def test_what_a_story_and_the_record_tell_they_tell_alike(case):
    shared = 0
    for path in sorted((CASES / case).glob("*.csv")):
        other = CASES / "patriot" / path.name
        theirs = {row["id"]: row for row in read(other)} if other.exists() else {}
        for row in read(path):
            if row["id"] not in theirs:
                continue
            shared += 1
            own = {name for name, cell in row.items() if cell != theirs[row["id"]].get(name, "")}
            allowed = set(DIFFERING[case].get(row["id"], ()))
            if case == "transfer-and-backfill" and row["id"].startswith("deu"):
                # The maker of the new systems is named in its own column here.
                allowed.add("producer")
            assert own <= allowed, (path.name, row["id"], own)
    assert shared > LEAST_SHARED[case]


@STORIES
def test_every_claim_is_known_when_its_document_is_published(case):
    documents = {row["id"]: row for row in read(CASES / case / "documents.csv")}
    claims = read(CASES / case / "claims.csv")
    assert {row["document"] for row in claims} == set(documents)
    for claim in claims:
        published = Period.parse(documents[claim["document"]]["published"])
        assert claim["known_on"] == str(published.last), claim["id"]
        assert re.fullmatch(r"[A-Z].{25,400}[.]", claim["paraphrase"]), claim["id"]


@STORIES
def test_no_cell_repeats_the_words_of_the_stories(case):
    paths = sorted((SHARED / "reference" / "stories").glob("*.txt"))
    if not paths:
        pytest.skip("the three stories (a folder 'shared' beside the project) are not here")

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.lower())
        return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}

    taken = set().union(*(runs(path.read_text(encoding="utf-8")) for path in paths))
    ours = [
        (row["id"], cell)
        for path in (CASES / case).glob("*.csv")
        for row in read(path)
        for cell in row.values()
        if cell
    ]
    assert not [name for name, cell in ours if runs(cell) & taken]


@STORIES
def test_a_story_has_no_findings(case):
    rows = CaseRows.gather(read_folder(CASES / case).rows)
    assert [str(each) for each in run_checks(rows)] == []
