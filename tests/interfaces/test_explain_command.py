"""``explain``, ``compare`` and ``plan --keep``, as a person types them."""

import json

import pytest

from materiel.interfaces.cli import main


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    where = ["-w", str(folder)]
    assert main(["init", str(folder), "--as", "registrar"]) == 0
    assert main(["load", "patriot", *where]) == 0
    assert main(["plan", "--less", "1", *where]) == 0
    return where


PLAN = "patriot:hold-harmless-1"


def test_explain_says_why_and_what_would_change_it(planned, capsys):
    assert main(["explain", PLAN, "--need", "ukr-planning-request", *planned]) == 0
    text = capsys.readouterr().out
    assert f"plan {PLAN}, as of 2026-05-31" in text
    assert "unit-months unmet: 2026-06 to" in text
    assert "ROU may never hold less than 2" in text
    assert "what one step changes, each solved by itself" in text
    assert "the other way: " in text


def test_explain_without_a_name_explains_everything_that_is_short(planned, capsys):
    assert main(["explain", PLAN, "--json", *planned]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in content["subjects"]] == ["ukr-planning-request"]
    assert content["subjects"][0]["levers"] == []


def test_the_calendar_names_hand_overs_when_they_are_asked_for(planned, capsys):
    assert main(["explain", PLAN, "--calendar", "--hand-overs", *planned]) == 0
    text = capsys.readouterr().out
    assert "what must be decided by when" in text
    assert "hand-over" in text
    assert main(["explain", PLAN, "--calendar", *planned]) == 0
    assert "nothing: every decision can wait for good" in capsys.readouterr().out


def test_compare_shows_differences_first_and_draws_them(planned, capsys, tmp_path):
    page = tmp_path / "page.html"
    change = "slip slots/slot-deu-first 2"
    code = main(["compare", "--change", change, "--plan", PLAN, "--draw", str(page), *planned])
    text = capsys.readouterr().out
    assert code == 0
    assert text.startswith(f"{change}: slip slots/slot-deu-first by 2\n+")
    assert text.count("a unit-month is one unit missing for one month") == 1
    assert "<svg" in page.read_text("utf-8")


def test_a_backtest_names_its_assumptions_first(planned, capsys):
    assert main(["compare", "--backtest", "2024-12-31", "--less", "1", *planned]) == 0
    text = capsys.readouterr().out
    assert text.startswith("assumed:\n- the request is the user's, the same on every day")
    assert "no holding on record: Spain, Netherlands" in text
    assert "handed over by 2024-12-31, and by 2026-05-31, as known now:" in text


def test_a_plan_can_be_kept(planned, capsys, tmp_path):
    out = str(tmp_path / "kept.json")
    kept = ["plan", "--less", "1", "--keep", "patriot", "--out", out]
    assert main([*kept, *planned]) == 0
    text = capsys.readouterr().out
    assert "change" in text
    assert main([*kept, "--tolerance", "0.1", *planned]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "--need", "a", "--floor", "b"], "name one of --need, --floor and --backfill"),
        (["explain", "--hand-overs"], "--hand-overs has a meaning with --calendar only"),
        (["explain", "--need", "ukr-request"], "no need 'ukr-request' (near: ukr-planning-request"),
        (["explain", "--levers", "-1"], "levers: found -1; accepted: 0, 1, 2, ..."),
        (["compare"], "compare: found no scenario; accepted: a file, or --change TEXT"),
        (["compare", "--less", "1"], "--less has a meaning with --backtest only"),
        (["compare", "--backtest", "2024-13-01"], "--backtest: not a day: '2024-13-01'"),
        (["compare", "--backtest", "2024-12-01", "--plan", "x"], "--backtest takes no scenario"),
        (["plan", "--tolerance", "0.1"], "--tolerance has a meaning with --keep only"),
        (["plan", "--keep", "patriott"], "no plan 'patriott'"),
        (["plan", "--keep", "nosuch"], f"no plan 'nosuch'; accepted: {PLAN}\n"),
        (
            ["explain", PLAN, "--need", "NOPE"],
            "no need 'NOPE'; accepted: ukr-planning-request\n",
        ),
        (["explain", PLAN, "--backfill", "X"], "no backfill 'X'; accepted: nothing, there is none"),
        (
            ["compare", "nothing.txt"],
            "nothing.txt: found a file of kind 'txt'; accepted: toml, csv\n",
        ),
        (
            ["compare", "nothing.toml"],
            "nothing.toml: found no such file; accepted: a scenario as TOML or CSV, in UTF-8\n",
        ),
    ],
)
def test_what_makes_no_sense_is_a_wrong_request(planned, capsys, arguments, message):
    assert main([*arguments, *planned]) == 2
    assert message in capsys.readouterr().err


def test_a_scenario_that_is_no_text_is_refused_in_plain_words(planned, capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"change,part\nslip,\xff\n")
    assert main(["compare", str(path), *planned]) == 2
    assert capsys.readouterr().err.endswith(
        "a.csv: found a byte at place 18 that is no UTF-8 text; accepted: a scenario as TOML or "
        "CSV, in UTF-8\n"
    )


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    where = ["-w", str(folder)]
    assert main(["init", str(folder), "--as", "registrar"]) == 0
    assert main(["load", "every-rule", *where]) == 0
    return where


def test_a_scenario_that_leaves_no_plan_says_what_would_be_enough(rules, capsys):
    change = "floor floors/F-STOVE 1"
    assert main(["compare", "--change", change, *rules]) == 1
    text = capsys.readouterr().out
    assert "no plan of every-rule is left; these rules cannot all hold:\n- " in text
    assert "  enough alone, the least first: " in text


def test_one_act_differs_and_two_differ(rules, capsys):
    assert main(["compare", "--change", "need requirements/N-STOCK 1", *rules]) == 0
    text = capsys.readouterr().out
    assert "acts differ; " in text or "1 act differs; " in text
    assert "1 acts" not in text
