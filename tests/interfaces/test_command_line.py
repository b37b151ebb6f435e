"""The command as a person runs it: what it prints, where, and with which exit code."""

import json
import os
import re
import subprocess
import sys
from functools import partial

import pytest

import materiel
from materiel.exchange.tables import CASE_TABLES

RECORDED = re.compile(r"^events e5: recorded at position 20$", re.MULTILINE)


def test_a_workspace_is_made_filled_asked_corrected_and_verified(shell):
    assert shell("init", "ws", "--as", "registrar").out == (
        f"new workspace: {shell.folder / 'ws'}\n"
        f"database: sqlite:///{shell.folder / 'ws/materiel.sqlite'}\n"
    )
    where = ("-w", "ws")
    said = shell("check", "story")
    assert (said.code, said.out, said.err) == (0, "story: 19 rows, no findings\n", "")
    said = shell("load", "story", "--dry-run", *where)
    assert said.out.splitlines()[-1] == "story: 19 rows would be loaded, 0 the same as before"
    said = shell("load", "story", *where)
    assert said.out == (
        "table        loaded\n"
        "case              1\n"
        "parties           3\n"
        "items             1\n"
        "documents         4\n"
        "claims            4\n"
        "commitments       1\n"
        "events            4\n"
        "holdings          1\n"
        "story: 19 rows loaded, 0 the same as before\n"
    )
    again = shell("load", "story", *where)
    assert again.out.splitlines()[-1] == "story: 0 rows loaded, 19 the same as before"
    said = shell("balance", "--receiver", "XQB", *where)
    assert said.out == (
        "story, as of 2024-07-01, known at 2024-07-01\n"
        "\n"
        "from  to   item    rung        number  unit\n"
        "XQA   XQB  bridge  dispatched       3  vehicles\n"
        "XQA   XQB  bridge  pledged          5  vehicles\n"
        "XQA   XQB  bridge  received         2  vehicles\n"
    )
    said = shell("correct", "e3", "low=1", "high=1", "known_on=2024-06-10", *where)
    assert said.out == (
        "events e3:2: recorded at position 20, corrects e3\nknown from 2024-06-10 on\n"
    )
    for known, number in (("2024-06-09", "2"), ("2024-06-10", "1")):
        asked = ("--rung", "received", "--known-at", known)
        assert f"received       {number}  vehicles" in shell("balance", *asked, *where).out
    said = shell("verify", *where)
    assert said.code == 0
    assert re.fullmatch(r"good: 20 entries, newest hash [0-9a-f]{64}\n", said.out)


def test_an_entry_of_today_says_how_to_see_it(shell):
    shell("init", "--as", "registrar")
    shell("load", "story")
    said = shell(
        *("add", "events", "id=e5", "commitment=c1", "event=received", "valid=2024-06-01"),
        *("low=1", "high=1", "sources=k4"),
    )
    assert said.code == 0
    assert RECORDED.search(said.out)
    (line,) = re.findall(r"^known from (\S+) on, after the case's date.*$", said.out, re.MULTILINE)
    assert f"read it with --known-at {line}" in said.out


# -------------------------------------------------------------------------------- exit codes


def test_findings_are_code_1(shell):
    events = shell.folder / "story/events.csv"
    events.write_text(events.read_text("utf-8").replace("k4", "k44"), "utf-8")
    said = shell("check", "story")
    assert said.code == 1
    assert said.out.startswith("error: events.csv:5:sources: ")
    shell("init", "--as", "registrar")
    said = shell("load", "story")
    assert said.code == 1
    assert said.out.splitlines()[-1] == "story: nothing loaded; 1 row refused"
    assert shell("balance").code == 2


def test_an_entry_that_breaks_the_record_is_code_1_and_is_not_kept(inside):
    said = inside(
        *("add", "events", "id=e9", "commitment=c1", "event=received", "valid=2024-06-01"),
        *("low=1", "high=1", "sources=k44", "--json"),
    )
    assert said.code == 1
    error = json.loads(said.out)["error"]
    assert (error["kind"], len(error["findings"])) == ("FindingsError", 2)
    assert said.err.startswith("materiel: ")
    assert inside("verify").out.startswith("good: 19 entries")


def test_a_cut_log_is_code_1(shell):
    shell("init", "--as", "registrar")
    shell("load", "story")
    said = shell("verify", "--take-checkpoint", "kept.json")
    assert said.out.startswith(
        "checkpoint at position 19 written to kept.json; keep it elsewhere\n"
    )
    shell("init", "other", "--as", "registrar")
    said = shell("verify", "-w", "other", "--checkpoint", "kept.json")
    assert said.code == 1
    assert "the log ends at 0, before the checkpoint at 19" in said.out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("balanse",), 'Unknown command "balanse". Did you mean "balance"?'),
        (("balance", "--givr", "DEU"), "Unknown option: --givr. Did you mean --giver?"),
        (("balance", "--giver", "XQC"), "no party 'XQC' (near: "),
        (("balance", "--rung", "recieved"), "no rung 'recieved' (near: received"),
        (
            ("balance", "--as-of", "2024-02-30"),
            "--as-of: not a day: '2024-02-30'; accepted: YYYY-MM-DD",
        ),
        (
            ("balance", "--known-at", "yesterday"),
            "--known-at: not a day: 'yesterday'; accepted: YYYY-MM-DD",
        ),
        (("balance", "--case", "stori"), "no case 'stori' (near: story)"),
        (("balance", "-w", "nowhere"), "no workspace at "),
        (("load", "stori"), "no case folder and no packaged case 'stori'"),
        (("add", "events", "e5"), "found 'e5'; accepted: column=value, quoted where it has"),
        (("add", "events", "id=a", "id=b"), "id: stands twice: 'a' and 'b'"),
        (("correct", "e3"), "e3: nothing is changed; give column=value, or --void"),
        (("trace",), "trace: name an entry, or a figure by the filters of 'balance'"),
        (("verify", "--as-of", "2024-01-01"), "verify: --as-of has no meaning here: the whole"),
        (
            ("export", "log.json"),
            "accepted: a file that ends in .jsonl (the whole log) or .xlsx (a case), or a folder",
        ),
        (("plan",), "nothing to plan: no case states plan_start and plan_months"),
        (("accept", "story"), "no plan 'story'"),
        (("report", "lader"), "no report 'lader' (near: ladder"),
        (("report", "--csv"), "report: --csv, --xlsx and --plan are about one question; name it"),
        (("report", "ladder", "--plan", "x"), "report ladder: it is not about a plan; leave --pl"),
        (
            ("balance", "--book", "stock", "--rung", "received"),
            "rung: received stands in the book promises, not in stock",
        ),
        (
            ("balance", "--book", "promises", "--rung", "on-hand"),
            "rung: on-hand stands in the book stock, not in promises",
        ),
        (
            ("balance", "--rung", "hand-over"),
            "rung: hand-over stands in the book plans; name it with --book",
        ),
        (
            ("balance", "--rung", "on-hand", "--less", "received"),
            "less: name the rung of promises that it is taken from, with --rung",
        ),
        (
            ("balance", "--rung", "pledged", "--less", "paid"),
            "less: paid is no rung of promises; accepted: ",
        ),
        (("plan", "--less", "-1"), "less: -1: found a negative number; accepted: 0, 1, 2, ..."),
        (("accept", "story", "--file", "nope.json"), "nope.json: no such file"),
        (
            ("add", "case", "id=other", "title=o", "today=2024-07-01", "fictional=yes"),
            "the workspace holds story: a row of the table case begins a case other of its own",
        ),
        (
            ("init", "x", "--case", "y"),
            "init: give a workspace, or the place of a template, not both",
        ),
    ],
)
def test_a_wrong_request_is_code_2_and_one_line(inside, arguments, line):
    said = inside(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("materiel: ")
    assert line in said.err


def test_one_answer_is_printed_in_one_form(inside):
    said = inside("report", "ladder", "--csv", "--json")
    assert said.code == 2
    assert said.err == (
        "materiel: report: --csv and --json are two forms of one answer; choose one\n"
    )


def test_a_second_case_is_begun_when_it_is_asked_for(shell):
    shell("init", "--as", "registrar")
    shell("load", "story")
    case = ("add", "case", "id=other", "title=o", "today=2024-07-01", "fictional=yes")
    assert shell(*case).code == 2
    assert shell("balance").code == 0
    assert shell(*case, "--new-case").code == 0
    assert shell("balance").code == 2
    assert shell("balance", "--case", "story").code == 0


def test_ceilings_and_requests_that_nobody_stated_are_said_to_be_none(inside):
    said = inside("balance", "--together")
    assert said.code == 0
    assert "ceiling and requests together: nothing on record" in said.out.splitlines()


def test_a_file_without_an_export_is_refused(shared_shell, tmp_path):
    other = type(shared_shell)(tmp_path)
    assert other("init").code == 0
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    said = other("load", "empty.jsonl")
    assert (said.code, said.out) == (2, "")
    assert "empty.jsonl: line 0: the line that ends an export is missing" in said.err
    lines = shared_shell("export").out.splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_text("".join(lines[:7]), "utf-8")
    said = other("load", "cut.jsonl")
    assert (said.code, said.out) == (2, "")
    assert "cut.jsonl: line 7: the line that ends an export is missing" in said.err
    said = other("load", "none.jsonl")
    assert said.err == "materiel: none.jsonl: No such file or directory\n"


def test_a_database_that_only_the_environment_names_is_said_to_be_borrowed(shell):
    other = f"sqlite:///{shell.folder}/other.sqlite"
    said = shell("init", "ws", MATERIEL_DATABASE_URL=other)
    assert said.code == 0
    assert "this database is named by MATERIEL_DATABASE_URL; materiel.toml names an" in said.err
    assert shell("init", "ws2").err == ""


def test_a_wrong_request_is_an_object_for_a_program(inside):
    said = inside("balance", "--rung", "recieved", "--json")
    assert said.code == 2
    assert json.loads(said.out) == {
        "error": {
            "kind": "UnknownNameError",
            "message": "no rung 'recieved' (near: received, arrived)",
            "near": ["received", "arrived"],
        }
    }
    said = inside("balance", "--givr", "x", "--json")
    assert json.loads(said.out)["error"]["kind"] == "RequestError"


def test_our_fault_is_code_3_and_keeps_its_traceback(shared_shell):
    fault = (
        "import sys, materiel.service.balances as b\n"
        "def broken(*a, **k): raise ZeroDivisionError('planted')\n"
        "b.balance = broken\n"
        "from materiel.interfaces.cli import main\n"
        "sys.exit(main(['balance', '--json']))"
    )
    said = shared_shell.script(fault)
    assert said.code == 3
    assert "Traceback" in said.err
    assert "ZeroDivisionError: planted" in said.err
    assert json.loads(said.out)["error"]["kind"] == "ZeroDivisionError"


# ------------------------------------------------------------------------------- the options


ANSWERS = (
    ("balance",),
    ("trace", "e3"),
    ("check",),
    ("verify",),
    ("report", "--list"),
    ("report", "ladder"),
    ("report",),
    ("load", "story"),
    ("load", "story", "--dry-run"),
    ("export", "log.jsonl"),
    ("init",),
)


@pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
def test_every_answer_can_be_had_as_json(inside, arguments):
    said = inside(*arguments, "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)


def test_the_workspace_is_found_from_a_folder_inside_it(shared_shell):
    inner = shared_shell.folder / "a/b"
    inner.mkdir(parents=True, exist_ok=True)
    assert type(shared_shell)(inner)("balance").code == 0


def test_rows_make_a_workspace_where_there_is_none_and_entries_name_the_login(shell):
    said = shell("load", "story", "--dry-run", "-w", "new", LOGNAME="clerk")
    assert (said.code, said.err) == (0, "")
    assert not (shell.folder / "new").exists()
    said = shell("load", "story", "-w", "new", LOGNAME="clerk")
    place = shell.folder / "new"
    assert said.err == f"new workspace: {place}; entries are recorded as 'clerk'\n"
    assert 'actor = "clerk"' in (place / "materiel.toml").read_text()
    line = shell("export", "-w", "new").out.splitlines()[0]
    assert json.loads(line)["actor"] == "clerk"
    assert shell("load", "story", "-w", "new").err == ""


def test_a_broken_workspace_is_not_replaced_by_a_new_one(shell):
    shell("init", "broken")
    (shell.folder / "broken/materiel.toml").write_text("database = 7\n")
    said = shell("load", "story", "-w", "broken")
    assert said.code == 2
    assert "database: found 7; accepted: text" in said.err


def test_the_environment_names_the_actor_and_the_database(shell):
    shell("init", "ws")
    settings = shell.folder / "ws/materiel.toml"
    settings.write_text(re.sub('actor = ".*"', 'actor = ""', settings.read_text()))
    said = shell("load", "story", "-w", "ws")
    assert said.code == 2
    assert "nobody is set to record entries: give --as NAME, set MATERIEL_ACTOR" in said.err
    assert shell("load", "story", "-w", "ws", MATERIEL_ACTOR="clerk").code == 0
    line = shell("export", "-w", "ws").out.splitlines()[0]
    assert json.loads(line)["actor"] == "clerk"
    other = f"sqlite:///{shell.folder}/other.sqlite"
    said = shell("balance", "-w", "ws", MATERIEL_DATABASE_URL=other)
    assert said.code == 2
    assert f"no database at {shell.folder}/other.sqlite" in said.err


def test_a_template_is_written_and_checked(shell):
    said = shell("init", "--case", "mine")
    assert said.code == 0
    assert said.out == f"{len(CASE_TABLES)} tables in mine; fill in case.csv first\n"
    assert shell("check", "mine").code == 1
    assert shell("init", "--case", "mine").code == 2


def test_an_export_is_loaded_into_an_empty_workspace(shared_shell, tmp_path):
    assert shared_shell("export", str(tmp_path / "log.jsonl")).out.endswith(
        "log.jsonl: 19 entries\n"
    )
    other = type(shared_shell)(tmp_path)
    assert other("init").code == 0
    said = other("load", "log.jsonl")
    assert said.out == "log.jsonl: 19 entries loaded, hashes unchanged\n"
    assert other("load", "log.jsonl").out == (
        "log.jsonl: the workspace holds this log of 19 entries already\n"
    )
    assert other("export").out == shared_shell("export").out


def test_a_reader_that_has_read_enough_is_no_fault(shared_shell):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", shared_shell.command, "export"],
        cwd=shared_shell.folder,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_demo_prints_its_answers_its_plans_and_its_paths(inside, tmp_path, monkeypatch):
    # One of the two packaged cases is enough here; 'make demo' runs both.
    monkeypatch.setattr(materiel, "make_demo", partial(materiel.make_demo, cases=("patriot",)))
    folder = tmp_path / "d"
    said = inside("demo", str(folder))
    assert (said.code, said.err) == (0, "")
    assert re.match(r"Patriot: the public record 2017 to 2026: \d+ rows loaded, ", said.out)
    assert "By giver: Germany 5;" in " ".join(said.out.split())
    for less in (0, 1, 2):
        assert f"plan patriot:hold-harmless-{less}: optimal, proven to within " in said.out
    assert f"report:    {folder / 'report.html'}\n" in said.out
    assert f"plans:     {folder / 'plan.json'}\n" in said.out
    assert re.search(r"^seconds: .*; together \d+\.\d$", said.out, re.MULTILINE)
    said = inside("demo", str(folder), "--json")
    assert [plan["status"] for plan in json.loads(said.out)["planned"]] == ["optimal"] * 3
    said = inside("demo", str(tmp_path))
    assert (said.code, said.out) == (2, "")
    assert "is not empty and not an earlier demo" in said.err


def test_the_package_runs_as_the_command(shell):
    said = shell.script(
        "import runpy, sys; sys.argv[0] = 'materiel'; runpy.run_module('materiel', "
        "run_name='__main__')",
        "check",
        "nope",
    )
    assert said.code == 2
    assert said.err.startswith("materiel: no case folder and no packaged case 'nope'")
