"""The commands about contracts: exit codes, JSON, and requests that make no sense."""

import json
import shutil

import pytest

from materiel.interfaces.cli import main
from materiel.service.loading import load_case
from materiel.service.workspace import create_workspace, open_workspace


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contracts") / "w"
    create_workspace(folder, actor="registrar", environment={})
    with open_workspace(folder, environment={}) as workspace:
        load_case(workspace, "coalition")
    return folder


@pytest.fixture
def run(loaded, tmp_path, monkeypatch, capsys):
    """A command in a copy of the loaded workspace: exit code, output, error."""
    for name in ("MATERIEL_ACTOR", "MATERIEL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(shutil.copytree(loaded, tmp_path / "w"))

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_contracts_answer_with_0_and_every_number_cites_entries_in_json(run):
    code, out, _ = run("contracts", "GALE-25", "--json")
    answer = json.loads(out)
    assert (code, answer["case"], answer["as_of"]) == (0, "coalition", "2025-12-31")
    names = [each["report"] for each in answer["tables"]]
    assert names[:3] == ["contract-overview", "contracts", "exposure"]
    assert "options" in names
    assert all(row["cites"] for each in answer["tables"] for row in each["rows"])


def test_a_reported_exercise_that_breaks_a_rule_makes_the_answer_1(run):
    cells = (
        *("id=late", "commitment=P-GALE-1", "event=exercised", "valid=2026-02-01", "low=30"),
        *("high=30", "by=XAL", "known_on=2026-02-02", "sources=D-LAPA-AWARD"),
    )
    assert run("add", "events", *cells)[0] == 0
    clocks = ("--as-of", "2026-02-02", "--known-at", "2026-02-02")
    code, out, _ = run("options", "GALE-25", *clocks)
    assert code == 1
    assert "OPT-GALE-1: 2026-02-01 is before its first day 2026-03-01" in out
    assert "XAL may not exercise it, only XVE, LAPA" in out
    # Before the day on which it was known, it is not there.
    assert run("options", "GALE-25", "--as-of", "2026-02-02")[0] == 0


def test_an_exercise_that_breaks_a_rule_is_a_wrong_request_with_the_rule_named(run):
    code, out, err = run("exercise", "OPT-GALE-1", "10", "--on", "2026-06-01", "--by", "LAPA")
    assert (code, out) == (2, "")
    assert err == (
        "materiel: refused: option OPT-GALE-1: 10 by 2026-06-01 is below its minimum of 20 "
        "[option-minimum]\n"
    )


def test_an_exercise_is_recorded_and_the_same_request_changes_nothing(run):
    words = ("exercise", "OPT-GALE-1", "20", "--on", "2026-06-01", "--by", "LAPA")
    first = run(*words, "--request", "one", "--json")
    again = run(*words, "--request", "one", "--json")
    assert first[0] == again[0] == 0
    assert json.loads(first[1])["seq"] == json.loads(again[1])["seq"]
    clocks = ("--as-of", "2026-06-01", "--known-at", "2026-06-01")
    answer = json.loads(run("contracts", "GALE-25", "--json", *clocks)[1])
    rows = next(each["rows"] for each in answer["tables"] if each["report"] == "contracts")
    assert rows[0]["ordered"]["text"] == "120"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("contracts", "GALE-52"), "no contract 'GALE-52' (near: GALE-25)"),
        (
            ("contracts", "--rate-day", "2024-01-03"),
            "--rate-day: says the day of a rate; name a currency with --into",
        ),
        (
            ("contracts", "GALE-25", "--xlsx", "a.xlsx", "--invoices"),
            "--xlsx: the workbook holds everything; leave the others out",
        ),
        (("contracts", "GALE-25", "--xlsx", "a.ods"), "accepted: a file that ends in .xlsx"),
        (("exercise", "OPT-9", "1", "--on", "2026-06-01"), "no option 'OPT-9'"),
        (("exercise", "OPT-GALE-1", "1", "--on", "June"), "--on: not a day: 'June'"),
        (
            ("call-off", "GALE-25", "1", "1", "--on", "2026-06-01", "--buyer", "XBR"),
            "GALE-25: it is a contract, not a framework",
        ),
        (
            ("exercise", "OPT-GALE-1", "20", "--on", "2026-06-01", "--as-of", "2026-06-01"),
            "exercise: --as-of has no meaning here: the act has a day of its own",
        ),
    ],
)
def test_a_wrong_request_is_one_line_and_2(run, words, problem):
    code, _, err = run(*words)
    assert code == 2
    assert problem in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("exercise OPT-GALE-1 3.5 --on 2026-05-05", "units: found '3.5'; accepted: a whole number"),
        ("exercise OPT-GALE-1 25", "--on: required; accepted: YYYY-MM-DD"),
        ("call-off SHELL-FRAME 1 ten --on 2026-05-05", "units: found 'ten'; accepted: a whole"),
        ("call-off SHELL-FRAME 1 10 --on 2026-05-05", "--buyer: required; accepted: one of"),
        ("plan --less 1.5", "--less: found '1.5'; accepted: a whole number"),
        ("pool --late-months 2.5", "--late-months: found '2.5'; accepted: a whole number"),
    ],
)
def test_a_part_of_a_unit_is_refused_and_never_rounded(run, arguments, said):
    before = run("export")[1]
    code, _, wrong = run(*arguments.split())
    assert (code, wrong.startswith(f"materiel: {said}")) == (2, True)
    assert run("export")[1] == before
