"""``plan`` with rules switched off, weights, tolerances and a second path, as a person types it."""

import json
import re

import pytest

from materiel.interfaces.cli import main


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    assert main(["init", str(folder), "--as", "registrar"]) == 0
    assert main(["load", "every-rule", "-w", str(folder)]) == 0
    return ["-w", str(folder)]


def test_the_rules_are_listed_without_a_workspace(capsys):
    assert main(["plan", "--rules", "--json"]) == 0
    rules = {each["rule"]: each["meaning"] for each in json.loads(capsys.readouterr().out)}
    assert rules["hub"] == "a hub passes on no more in a month than it can"
    assert len(rules) >= 24
    assert main(["plan", "--rules"]) == 0
    text = capsys.readouterr().out
    assert all(rule in text for rule in rules)


def test_a_plan_states_its_terms_before_its_values(where, capsys):
    assert main(["plan", "--without", "hub", "--without", "claim", "--twice", *where]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert re.match(r"plan every-rule: optimal, proven to within [\d.e-]+ %, replayed; ", lines[0])
    assert lines[1] == "- in order: no amount of a later objective buys any of an earlier one"
    assert lines[2].startswith("- made without these rules: claim, hub; the plan breaks them in 2")
    assert lines[3].startswith("- solved twice: unmet, gap, ")
    assert any(line.startswith("- not kept: hub Grey Harbour, 2026-01: ") for line in lines)


def test_only_switches_the_others_off(where, capsys):
    assert main(["plan", "--only", "hub", "--json", *where]) == 0
    (plan,) = json.loads(capsys.readouterr().out)
    assert "fund" in plan["how"]["without"]
    assert "hub" not in plan["how"]["without"]


def test_weights_and_tolerances_are_read(where, capsys):
    assert main(["plan", "--weights", "unmet=1, cost=0.001", "--json", *where]) == 0
    (plan,) = json.loads(capsys.readouterr().out)
    assert plan["how"]["weights"] == {"unmet": 1.0, "cost": 0.001}
    assert main(["plan", "--tolerance", "unmet=0.1", "--tolerance", "gap=0.5", *where]) == 0
    text = capsys.readouterr().out
    assert "- in order, but later objectives may worsen gap by 50 %, unmet by 10 %" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--without", "hub", "--only", "fund"], "plan: --without and --only say the same"),
        (["--tolerance", "0.1"], "plan: --tolerance has a meaning with --keep only, or as gap=0.1"),
        (["--tolerance", "0.1", "--tolerance", "0.2"], "tolerance: found 0.1 and 0.2"),
        (["--tolerance", "much"], "tolerance: found 'much'; accepted: a number, as 0.01"),
        (["--weights", ""], "weights: found ''; accepted: unmet=5,gap=1"),
        (["--weights", "unmet"], "weights: found 'unmet'; accepted: unmet=5,gap=1"),
        (["--weights", "unmet=1,unmet=2"], "weights: unmet is stated twice"),
        (["--weights", "unmet=nan"], "weights: found 'nan'; accepted: a number"),
        (["--without", "hub rule"], "without: no rule 'hub rule'"),
    ],
)
def test_options_that_make_no_sense_are_refused(where, options, said, capsys):
    assert main(["plan", *options, *where]) == 2
    assert said in capsys.readouterr().err


def test_a_plan_says_first_what_stays_unmet_and_who_is_refilled(where, capsys):
    assert main(["plan", *where]) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    at = lines.index("Which needs stay unmet?")
    assert lines[at + 2].split("  ")[0] == "need"
    shown = lines[at + 3 : at + 13]
    assert shown[0].split() == [
        "N-FLOOR",
        "Rothmark",
        "tent",
        "1",
        "12",
        "January",
        "2026",
        "to",
        "June",
        "2026",
    ]
    assert lines[at + 14] == "and 9 more, see report plan-unmet"
    assert lines.index("Who is refilled, from what and when?") > at
    assert text.count("a unit-month is one unit missing for one month") == 1
    assert re.search(r"^cost +680\.00  EUR$", text, re.MULTILINE)
    assert "minor units" not in text
    assert "all 1 " not in text
    assert main(["plan", "--json", *where]) == 0
    (plan,) = json.loads(capsys.readouterr().out)
    short = [each["requirement"] for each in plan["unmet"] if each["months"]]
    assert len(short) == 19
    assert {line.split()[0] for line in shown} <= {*short}
