"""A person's judgements: what they change, when they are refused, and how they are undone."""

from datetime import UTC, datetime

import pytest

import materiel
from materiel.kernel.errors import ConflictError, InputError, UnknownNameError
from materiel.service.loading import load_case

NOW = datetime(2024, 7, 5, 12, tzinfo=UTC)
TOLD = {
    "wire": "2 May 2024\nGermany has delivered 30 howitzers to Ukraine.\n",
    "paper": "3 May 2024\nGermany delivered 30 howitzers to Ukraine, officials said.\n",
    "agency": "4 May 2024\nBerlin says Germany delivered 33 howitzers to Ukraine.\n",
}


@pytest.fixture
def record(workspace, story, tmp_path):
    assert load_case(workspace, str(story), now=NOW).good
    materiel.add_entry(
        workspace,
        "watched",
        {
            "id": "guns",
            "title": "howitzers handed over",
            "events": "delivery",
            "receiver": "UKR",
            "item_class": "artillery_system",
            "unit": "system",
        },
        now=NOW,
    )
    files = [tmp_path / f"{name}.txt" for name in TOLD]
    for path in files:
        path.write_text(TOLD[path.stem], "utf-8")
    materiel.keep_documents(workspace, files, now=NOW)
    return workspace


@pytest.fixture
def names(record):
    """The claim of each document, by the document's title."""
    with materiel.desk(record) as desk:
        return {desk.document(desk.claim(name)).title: name for name in desk.reviewed.waiting}


def total(record):
    with materiel.desk(record) as desk:
        (found,) = desk.totals()
    return str(found.accepted), str(found.with_waiting)


def judge(record, left, relation, right=""):
    return materiel.judge(
        record, [left] if isinstance(left, str) else left, relation, right, now=NOW
    )


def test_claims_that_wait_count_nowhere_and_accepted_ones_do(record, names):
    assert total(record)[0] == "0"
    judge(record, names["wire"], "accept")
    assert total(record)[0] == "30"


def test_one_event_told_twice_counts_once_when_judged_so(record, names):
    judge(record, [names["wire"], names["paper"]], "accept")
    assert total(record)[0] == "30 to 60"
    judge(record, names["paper"], "same-event", names["wire"])
    assert total(record)[0] == "30"


def test_an_undone_judgement_gives_back_what_was_and_stays_readable(record, names):
    judge(record, [names["wire"], names["paper"]], "accept")
    before = total(record)
    made = judge(record, names["paper"], "same-event", names["wire"])
    undone = materiel.undo(record, made.judgement, now=NOW)
    assert total(record) == before
    assert (undone.supersedes, undone.new) == (made.judgement, True)
    with pytest.raises(InputError, match=f"{made.judgement} is withdrawn already"):
        materiel.undo(record, made.judgement, now=NOW)


def test_an_undone_acceptance_waits_again_and_is_not_rejected(record, names):
    made = judge(record, names["wire"], "accept")
    materiel.undo(record, made.judgement, now=NOW)
    with materiel.desk(record) as desk:
        assert desk.reviewed.states[names["wire"]] == "waiting"


def test_the_same_judgement_again_is_a_no_op(record, names):
    first = judge(record, names["wire"], "accept")
    again = judge(record, names["wire"], "accept")
    assert (again.judgement, again.new) == (first.judgement, False)
    first = judge(record, names["paper"], "same-event", names["wire"])
    turned = judge(record, names["wire"], "same-event", names["paper"])
    assert (turned.judgement, turned.new) == (first.judgement, False)


def test_a_judgement_that_cannot_hold_is_refused_and_names_the_others(record, names):
    wire, paper, agency = (names[name] for name in ("wire", "paper", "agency"))
    judge(record, wire, "same-event", paper)
    judge(record, paper, "same-event", agency)
    with pytest.raises(ConflictError) as refused:
        judge(record, wire, "distinct", agency)
    assert str(refused.value) == (
        f"{wire} distinct {agency} cannot hold beside j1 ({wire} same-event {paper}), "
        f"j2 ({paper} same-event {agency}); undo one of them first"
    )
    with pytest.raises(ConflictError, match="by j1; undo j1, then relate them anew"):
        judge(record, wire, "part-of", paper)
    judge(record, agency, "reject")
    with pytest.raises(ConflictError, match=f"{agency} is rejected by j3; undo j3"):
        judge(record, agency, "accept")
    with pytest.raises(ConflictError, match=f"{agency} is rejected by j3; undo j3"):
        judge(record, wire, "distinct", agency)


def test_a_contradiction_is_a_finding_that_names_both_passages(record, names):
    judge(record, [names["wire"], names["agency"]], "accept")
    judge(record, names["agency"], "contradicts", names["wire"])
    assert total(record)[0] == "30 to 33"
    with materiel.desk(record) as desk:
        ((finding,),) = [each.findings for each in desk.totals()]
    assert "30 system (wire, line 2)" in finding.problem
    assert "33 system (agency, line 2)" in finding.problem


def test_an_edit_corrects_the_reading_and_leaves_the_words(record, names):
    judge(record, names["agency"], "accept")
    materiel.edit_claim(record, names["agency"], {"low": "31", "high": "31"}, now=NOW)
    assert total(record)[0] == "31"
    with materiel.desk(record) as desk:
        claim = desk.claim(names["agency"])
        assert (claim.id, claim.supersedes) == (f"{names['agency']}:2", names["agency"])
        assert "; 31 system; giver DEU" in claim.paraphrase
    materiel.edit_claim(record, names["agency"], {"low": "32", "high": "32"}, now=NOW)
    assert total(record)[0] == "32"
    with pytest.raises(InputError, match="start: what the source said stays as it is"):
        materiel.edit_claim(record, names["agency"], {"start": "1"}, now=NOW)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"giver": "Germny"},
            (
                "giver: no party 'Germny' (near: Germany, German army, West Germany); accepted: "
                "codes or names of parties, separated by ;; one that is missing goes in with "
                "'materiel add parties'"
            ),
        ),
        (
            {"payer": "DEU; VELX"},
            (
                "payer: no party 'VELX'; accepted: codes or names of parties, separated by ;; one "
                "that is missing goes in with 'materiel add parties'"
            ),
        ),
        ({"givr": "DEU"}, "table claims: no column 'givr' (near: giver)"),
        (
            {"low": "few"},
            "claims: low: not a whole number: 'few'; accepted: a whole number, 0 or more",
        ),
        (
            {"low": "31"},
            ("{wire}: low=31 is above high=30; accepted: both in one edit, as low=31 high=31"),
        ),
        ({"low": "30"}, "{wire}: nothing is changed, it says low=30 already"),
    ],
)
def test_an_edit_that_could_not_be_drafted_is_refused(record, names, changes, said):
    with pytest.raises(InputError) as caught:
        materiel.edit_claim(record, names["wire"], changes, now=NOW)
    assert str(caught.value) == said.format(**names)


def test_an_edit_takes_parties_of_the_case_and_what_the_reader_writes(record, names):
    changes = {"giver": "Ardania; Germany", "supplier": "Rafael", "approver": "Bundestag"}
    materiel.edit_claim(record, names["wire"], changes, now=NOW)
    with materiel.desk(record) as desk:
        assert desk.claim(names["wire"]).giver == "Ardania; Germany"


def test_an_edit_without_a_cell_says_which_there_are(record, names):
    with pytest.raises(InputError) as caught:
        materiel.edit_claim(record, names["wire"], {}, now=NOW)
    assert str(caught.value).startswith(
        f"{names['wire']}: no cell is given; accepted: column=value, of status, stance, speaker,"
    )


def test_what_narrows_most_comes_first(record, names):
    judge(record, list(names.values()), "accept")
    with materiel.desk(record) as desk:
        queue = desk.queue()
        assert [each.decision.link is not None for each in queue] == [True] * len(queue)
        gains = [sum(one.sure for one in each.effects) for each in queue]
        assert gains == sorted(gains, reverse=True)
        assert gains[0] > 0


def test_wrong_requests_are_refused(record, names):
    wire = names["wire"]
    with pytest.raises(InputError, match="relation: found 'equal'; accepted: accept, reject, same"):
        judge(record, wire, "equal", names["paper"])
    with pytest.raises(InputError, match="accept: one or several claims, and no other"):
        judge(record, wire, "accept", names["paper"])
    with pytest.raises(InputError, match="updates: a claim, and the one that it is related to"):
        judge(record, wire, "updates")
    with pytest.raises(InputError, match="cannot be related to itself"):
        judge(record, wire, "updates", wire)
    with pytest.raises(UnknownNameError, match="no claim"):
        judge(record, "d-0.1", "accept")
    with pytest.raises(UnknownNameError, match="no judgement 'j9'"):
        materiel.undo(record, "j9", now=NOW)


def test_no_judgement_on_claims_moves_the_ledger(record, names):
    before = materiel.balance(record, view=materiel.View(known_at=NOW.date())).as_dict()
    judge(record, list(names.values()), "accept")
    judge(record, names["paper"], "part-of", names["agency"])
    after = materiel.balance(record, view=materiel.View(known_at=NOW.date())).as_dict()
    assert after == before
