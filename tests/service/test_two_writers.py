"""Several writers at once leave one whole log without a gap, on both back ends."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from materiel.service.loading import load_case
from materiel.service.recording import add_entry
from materiel.service.verifying import verify
from materiel.service.workspace import open_workspace
from materiel.store.rebuilding import log_records

EACH, WRITERS = 5, 4
COMMAND = "import sys; from materiel.interfaces.cli import main; sys.exit(main())"


def event(writer, number):
    return {
        "id": f"w{writer}-{number}",
        "commitment": "c1",
        "event": "announced",
        "valid": "2024-06-01",
        "low": "1",
        "high": "1",
        "known_on": "2024-06-02",
        "sources": "k4",
    }


def records(workspace):
    with workspace.database.reading() as connection:
        return list(log_records(connection))


def test_threads_that_add_at_once_lose_nothing(any_workspace, story, now):
    load_case(any_workspace, str(story), now=now)

    def write(writer):
        with open_workspace(any_workspace.folder, actor=f"writer-{writer}", environment={}) as own:
            return [
                add_entry(own, "events", event(writer, number), now=now).seq
                for number in range(EACH)
            ]

    with ThreadPoolExecutor(WRITERS) as pool:
        seqs = [seq for mine in pool.map(write, range(WRITERS)) for seq in mine]
    assert sorted(seqs) == list(range(20, 20 + EACH * WRITERS))
    found = records(any_workspace)
    assert [record.seq for record in found] == list(range(1, 20 + EACH * WRITERS))
    assert {record.actor for record in found[19:]} == {f"writer-{n}" for n in range(WRITERS)}
    assert verify(any_workspace).good


def test_threads_that_load_the_same_case_at_once_load_it_once(any_workspace, story, now):
    def load(_):
        with open_workspace(any_workspace.folder, environment={}) as own:
            report = load_case(own, str(story), now=now)
            return report.total("loaded"), report.total("same")

    with ThreadPoolExecutor(WRITERS) as pool:
        done = sorted(pool.map(load, range(WRITERS)))
    assert done == [(0, 19)] * (WRITERS - 1) + [(19, 0)]
    assert len(records(any_workspace)) == 19
    assert verify(any_workspace).good


def test_a_repeated_request_from_two_sides_is_served_once(any_workspace, story, now):
    load_case(any_workspace, str(story), now=now)

    def write(_):
        with open_workspace(any_workspace.folder, environment={}) as own:
            return add_entry(own, "events", event(0, 0), request="only-once", now=now).seq

    with ThreadPoolExecutor(WRITERS) as pool:
        assert set(pool.map(write, range(WRITERS))) == {20}
    assert len(records(any_workspace)) == 20


@pytest.mark.parametrize("back_end", ["sqlite", "postgres"])
def test_processes_that_add_at_once_lose_nothing(back_end, request, story, tmp_path, now):
    url = request.getfixturevalue("fresh_postgres_url") if back_end == "postgres" else ""
    from materiel.service.workspace import create_workspace  # noqa: PLC0415

    create_workspace(tmp_path / "w", database=url, actor="first", environment={})
    with open_workspace(tmp_path / "w", environment={}) as workspace:
        load_case(workspace, str(story), now=now)
        running = [
            subprocess.Popen(
                [
                    *(sys.executable, "-c", COMMAND, "add", "events"),
                    *(f"{name}={text}" for name, text in event(writer, 0).items()),
                    *("-w", str(tmp_path / "w"), "--as", f"writer-{writer}"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for writer in range(2)
        ]
        for each in running:
            out, said = each.communicate(timeout=60)
            assert (each.returncode, said) == (0, "")
            assert "recorded at position 2" in out
        found = records(workspace)
        assert [record.seq for record in found] == list(range(1, 22))
        assert verify(workspace).good
