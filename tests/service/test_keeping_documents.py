"""Documents in the record: kept once as received, claims waiting, and no total moved."""

import json
from datetime import UTC, datetime

import pytest

import materiel
from materiel.evidence.claims import Claim
from materiel.evidence.documents import Document
from materiel.evidence.suggestions import Suggestion
from materiel.kernel.errors import InputError, WorkspaceError
from materiel.service.keeping_documents import documents_of
from materiel.service.loading import load_case

NOW = datetime(2024, 7, 5, 12, tzinfo=UTC)
WIRE = (
    "2 May 2024\nGermany has delivered 30 howitzers to Ukraine. Up to 20 more howitzers will be "
    "delivered to Ukraine, the ministry said.\n"
)
PAPER = "3 May 2024\nBerlin. Germany delivered 30 howitzers to Ukraine, officials said.\n"


@pytest.fixture
def record(workspace, story):
    assert load_case(workspace, str(story), now=NOW).good
    return workspace


@pytest.fixture
def files(tmp_path):
    made = {}
    for name, text in (("wire", WIRE), ("paper", PAPER)):
        made[name] = tmp_path / f"{name}.txt"
        made[name].write_text(text, "utf-8")
    return made


def rows(workspace, kind):
    with workspace.reading(materiel.View(known_at=NOW.date())) as reader:
        return reader.rows(kind)


def size(workspace):
    with workspace.reading() as reader:
        return len(reader.roots())


def keep(workspace, *files, **about):
    return materiel.keep_documents(workspace, files, materiel.About(**about), now=NOW)


def test_a_document_is_kept_as_received_and_its_claims_wait(record, files):
    report = keep(record, files["wire"])
    (kept,) = report.files
    assert (kept.fate, str(kept.published), kept.claims) == ("kept", "2024-05-02", 2)
    document = next(row for row in rows(record, Document) if row.id == kept.document)
    assert (document.title, document.publisher, document.locator, document.grade) == (
        *("wire", "not stated", "not stated"),
        "C",
    )
    assert documents_of(record).content(document.hash) == WIRE.encode()
    text = documents_of(record).reading(document.hash).text
    claims = [row for row in rows(record, Claim) if row.document == document.id]
    assert [text[row.start : row.end] for row in claims] == [
        "delivered 30 howitzers",
        "Up to 20 more howitzers will be delivered",
    ]
    first, second = claims
    assert (first.event_kind, first.item_class, first.unit) == (
        *("delivery", "artillery_system"),
        "system",
    )
    assert (first.low, first.high, first.giver, first.receiver) == (30, 30, "DEU", "UKR")
    assert (second.low, second.high, second.wording) == (None, 20, "Up to 20")
    assert first.read_by.startswith("rules ")


def test_the_same_file_again_is_a_no_op(record, files, tmp_path):
    keep(record, files["wire"])
    before = size(record)
    again = tmp_path / "renamed.txt"
    again.write_text(WIRE, "utf-8")
    report = keep(record, files["wire"], again, publisher="Another outlet")
    assert [each.fate for each in report.files] == ["same", "same"]
    assert size(record) == before
    assert "publisher stands as 'not stated'" in report.files[0].findings[0].problem
    assert len(list(documents_of(record).folder.iterdir())) == 2


def test_a_copy_with_the_same_words_is_kept_and_claims_nothing_anew(record, files, tmp_path):
    first = keep(record, files["wire"]).files[0]
    claims = len(rows(record, Claim))
    copy = tmp_path / "copy.txt"
    copy.write_text(WIRE.replace(" ", "  ").upper().replace("\n", "\n\n"), "utf-8")
    report = keep(record, copy, publisher="Another outlet")
    assert [(each.fate, each.claims) for each in report.files] == [("copy", 0)]
    assert len(rows(record, Claim)) == claims
    copied = next(row for row in rows(record, Document) if row.copy_of)
    assert (copied.copy_of, copied.publisher) == (first.document, "Another outlet")


def test_relations_are_suggested_within_and_across_ingests(record, files):
    apart = [keep(record, files[name]).suggestions for name in ("wire", "paper")]
    (row,) = [each for each in rows(record, Suggestion) if each.relation == "same-event"]
    assert apart[1] >= 1
    assert row.points > 0
    assert "the same number 30" in row.reasons


def test_one_unreadable_file_holds_all_back(record, files, tmp_path):
    before = size(record)
    broken = tmp_path / "broken.bin"
    broken.write_bytes(b"\x1f\x8b\x00")
    report = keep(record, files["wire"], broken)
    assert not report.good
    assert {each.fate for each in report.files} == {"held-back"}
    assert size(record) == before
    assert not documents_of(record).folder.exists()


def test_what_the_record_refuses_leaves_no_file(record, files, monkeypatch):
    monkeypatch.setattr(
        "materiel.service.keeping_documents.Writer.append",
        lambda *_: (_ for _ in ()).throw(InputError("refused")),
    )
    with pytest.raises(InputError, match="refused"):
        keep(record, files["wire"])
    assert not list(documents_of(record).folder.iterdir())


def test_no_balance_moves(record, files):
    before = materiel.balance(record).as_dict()
    keep(record, *files.values())
    assert materiel.balance(record).as_dict() == before


def test_a_day_that_nobody_states_is_said_to_be_not_stated(record, tmp_path):
    path = tmp_path / "undated.txt"
    path.write_text("Germany has delivered 30 howitzers to Ukraine.\n", "utf-8")
    (kept,) = keep(record, path).files
    assert kept.published is None
    row = next(each for each in rows(record, Document) if each.id == kept.document)
    assert (str(row.published), row.note) == ("..", "the day of publication is not stated")
    assert row.known_on == NOW.date()


def test_a_kept_file_that_was_changed_is_not_shown(record, files):
    keep(record, files["wire"])
    store = documents_of(record)
    (row,) = [each for each in rows(record, Document) if each.hash]
    store.file(row.hash).write_bytes(b"other")
    with pytest.raises(WorkspaceError, match="not the file that was received"):
        store.content(row.hash)


def test_a_reading_of_another_version_is_not_compared_and_says_so(record, files):
    keep(record, files["wire"])
    store = documents_of(record)
    (row,) = [each for each in rows(record, Document) if each.hash]
    path = store.file(f"{row.hash}.reading.json")
    note = json.loads(path.read_text("utf-8"))
    note["reading"]["is"] = "Scroll"
    path.write_text(json.dumps(note), "utf-8")
    (kept,) = keep(record, files["paper"]).files
    assert [each.where for each in kept.findings] == [row.id]


def test_wrong_requests_are_refused(record, files, tmp_path):
    with pytest.raises(InputError, match="one title for several files"):
        keep(record, *files.values(), title="both")
    with pytest.raises(InputError, match="grade: found 'D'; accepted: A, B, C"):
        keep(record, files["wire"], grade="D")
    with pytest.raises(InputError, match="no file is named"):
        keep(record)
    with pytest.raises(InputError, match="is a folder"):
        keep(record, tmp_path)


def test_both_back_ends_keep_and_count_the_same(any_workspace, story, files):
    assert load_case(any_workspace, str(story), now=NOW).good
    report = keep(any_workspace, *files.values())
    assert [each.fate for each in report.files] == ["kept", "kept"]
    assert {each.fate for each in keep(any_workspace, *files.values()).files} == {"same"}
    with materiel.desk(any_workspace) as desk:
        names = desk.reviewed.waiting
        assert (len(names), len(desk.reviewed.open)) == (3, report.suggestions)
    made = materiel.judge(any_workspace, names, "accept", now=NOW)
    materiel.undo(any_workspace, made.judgement, now=NOW)
    with materiel.desk(any_workspace) as desk:
        assert desk.reviewed.waiting == names


MORE = "4 May 2024\nPoland says Germany has delivered 30 howitzers to Ukraine.\n"


GROUPINGS = (["abc"], ["cba"], ["a", "b", "c"], ["c", "ab"], ["b", "ba", "ca"])


def test_how_the_files_come_in_changes_no_entry(tmp_path, story):
    for name, text in {"a": WIRE, "b": PAPER, "c": MORE}.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    found = []
    for number, groups in enumerate(GROUPINGS):
        place = tmp_path / str(number)
        materiel.create_workspace(place, actor="registrar", environment={})
        with materiel.open_workspace(place, environment={}) as workspace:
            assert load_case(workspace, str(story), now=NOW).good
            for group in groups:
                keep(workspace, *(tmp_path / f"{name}.txt" for name in group))
            found.append(
                {kind: sorted(rows(workspace, kind), key=lambda row: row.id) for kind in KINDS}
            )
    assert all(each == found[0] for each in found)
    assert len(found[0][Suggestion]) > 1


KINDS = (Document, Claim, Suggestion)
