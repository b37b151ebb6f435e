"""Tampering is found, derived tables are mended, and a log moves without losing a bit."""

import json
import sqlite3

import pytest

from materiel.kernel.errors import ConflictError, FindingsError, InputError
from materiel.service.balances import balance
from materiel.service.loading import load_case
from materiel.service.moving import export_lines, export_log, import_log
from materiel.service.recording import add_entry, correct_entry
from materiel.service.verifying import verify
from materiel.service.workspace import create_workspace, open_workspace
from materiel.store.rebuilding import log_records


@pytest.fixture
def loaded(workspace, story, now):
    load_case(workspace, str(story), now=now)
    correct_entry(workspace, "e3", {"low": "1", "high": "1"}, now=now)
    return workspace


def edit(workspace, statement):
    workspace.close()
    connection = sqlite3.connect(workspace.folder / "materiel.sqlite")
    with connection:
        assert connection.execute(statement).rowcount >= 1
    connection.close()


def test_a_whole_log_is_good_and_says_its_hash(loaded):
    report = verify(loaded)
    assert (report.good, report.entries, report.findings) == (True, 20, ())
    with loaded.database.reading() as connection:
        assert report.hash == list(log_records(connection))[-1].hash


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE log SET body = replace(body, '5', '6') WHERE id = 'e1'", "is not what was"),
        ("UPDATE log SET actor = 'nobody' WHERE id = 'e1'", "is not what was recorded"),
        ("DELETE FROM log WHERE id = 'e2'", "is missing: entries were deleted or moved"),
        ("UPDATE posting SET coefficient = coefficient * 2 WHERE coefficient > 4", "follow"),
    ],
)
def test_an_edit_by_hand_is_found(loaded, statement, said):
    edit(loaded, statement)
    report = verify(loaded)
    assert not report.good
    assert any(said in finding.problem for finding in report.findings)


def test_a_derived_table_edited_by_hand_is_rebuilt(loaded):
    before = balance(loaded).as_dict()
    edit(loaded, "UPDATE posting SET coefficient = coefficient * 2 WHERE coefficient > 4")
    assert not verify(loaded).good
    mended = verify(loaded, rebuild_first=True)
    assert (mended.good, mended.rebuilt) == (True, True)
    assert balance(loaded).as_dict() == before


def test_a_cut_end_is_found_only_by_a_checkpoint_kept_elsewhere(loaded, tmp_path, now):
    kept = tmp_path / "kept.json"
    taken = verify(loaded, take=kept, now=now).taken
    assert json.loads(kept.read_text("utf-8")) == {
        "seq": 20,
        "hash": taken.hash,
        "taken_at": "2024-07-05T12:00:00+00:00",
    }
    assert verify(loaded, checkpoint=kept).compared == 20
    for table in ("log", "live", "posting", "checkpoint"):
        edit(loaded, f"DELETE FROM {table} WHERE seq = 20")
    edit(loaded, "UPDATE live SET known_to = 4194304, superseded_by = 0 WHERE superseded_by = 20")
    verify(loaded, rebuild_first=True)
    assert verify(loaded).good
    (finding,) = verify(loaded, checkpoint=kept).findings
    assert finding.problem == "the log ends at 19, before the checkpoint at 20"


def test_no_checkpoint_is_taken_of_a_log_that_is_not_good(loaded, tmp_path):
    edit(loaded, "UPDATE log SET actor = 'nobody' WHERE id = 'e1'")
    report = verify(loaded, take=tmp_path / "kept.json")
    assert report.taken is None
    assert not (tmp_path / "kept.json").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", 'not a checkpoint; accepted: {"hash": ..., "seq": ..., "taken_at": ...}'),
        (None, "No such file or directory"),
    ],
)
def test_a_file_that_holds_no_checkpoint_is_refused(loaded, tmp_path, text, said):
    kept = tmp_path / "kept.json"
    if text is not None:
        kept.write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        verify(loaded, checkpoint=kept)
    assert str(refused.value).count(str(kept)) == 1
    assert said in str(refused.value)


# ----------------------------------------------------------------------------- out and in again


def test_an_export_goes_into_an_empty_workspace_with_every_hash(
    loaded, any_workspace, tmp_path, now
):
    path = tmp_path / "log.jsonl"
    moved = export_log(loaded, path)
    assert (moved.entries, moved.written) == (20, True)
    assert path.read_text("utf-8") == "".join(export_lines(loaded))
    assert import_log(any_workspace, path, dry_run=True).written is False
    assert import_log(any_workspace, path).written is True
    assert list(export_lines(any_workspace)) == list(export_lines(loaded))
    assert verify(any_workspace).good
    assert balance(any_workspace).as_dict() == balance(loaded).as_dict()
    assert import_log(any_workspace, path).written is False
    row = {"id": "d9", "title": "t", "publisher": "p", "published": "2024-06-01"}
    row |= {"locator": "l", "grade": "A", "known_on": "2024-06-01"}
    assert add_entry(any_workspace, "documents", row, now=now).seq == 21
    assert verify(any_workspace).good


def test_an_export_is_not_mixed_with_another_log(loaded, tmp_path, story, now):
    path = tmp_path / "log.jsonl"
    export_log(loaded, path)
    create_workspace(tmp_path / "other", actor="registrar", environment={})
    with open_workspace(tmp_path / "other", environment={}) as other:
        load_case(other, str(story), now=now)
        with pytest.raises(ConflictError) as refused:
            import_log(other, path)
    assert str(refused.value) == (
        f"the workspace {(tmp_path / 'other').resolve()} holds another log of 19 entries; "
        "an export goes into an empty workspace ('materiel init FOLDER')"
    )


def tamper(lines, number, name, value):
    content = json.loads(lines[number])
    content[name] = value
    return [*lines[:number], json.dumps(content) + "\n", *lines[number + 1 :]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: tamper(lines, 3, "actor", "x"), "log.jsonl:4: the content of"),
        (lambda lines: [*lines[:5], *lines[6:]], "log.jsonl:6: position 6 is missing"),
        (lambda lines: tamper(lines, 2, "hash", "0" * 64), "log.jsonl:3: the hash of"),
        (lambda lines: [*lines[:1], "{}\n"], "line 2: not an exported entry"),
        (lambda lines: lines[:5], "line 5: the line that ends an export is missing: the file was"),
        (lambda _: [], "line 0: the line that ends an export is missing"),
        (
            lambda lines: [*lines[:5], lines[-1]],
            "log.jsonl: it ends with 20 entries and the hash ",
        ),
    ],
)
def test_a_file_that_was_changed_is_not_taken_in(loaded, tmp_path, change, said):
    path = tmp_path / "log.jsonl"
    path.write_text("".join(change(list(export_lines(loaded)))), "utf-8")
    create_workspace(tmp_path / "new", actor="registrar", environment={})
    with open_workspace(tmp_path / "new", environment={}) as other:
        with pytest.raises((FindingsError, InputError)) as refused:
            import_log(other, path)
        with other.database.reading() as connection:
            assert list(log_records(connection)) == []
    assert said in str(refused.value)


def test_a_place_that_cannot_be_written_is_named(loaded, tmp_path):
    path = tmp_path / "nowhere/log.jsonl"
    with pytest.raises(InputError) as refused:
        export_log(loaded, path)
    assert str(refused.value) == f"{path}: No such file or directory"
