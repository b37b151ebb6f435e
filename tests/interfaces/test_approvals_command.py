"""The commands about approvals and eligibility, as a person types them."""

import json

import pytest

from materiel.interfaces.cli import main


@pytest.fixture
def loaded(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--as", "registrar"]) == 0
    assert main(["load", "coalition"]) == 0
    capsys.readouterr()
    return capsys


def test_approvals_say_what_waits_and_eligibility_what_is_missing(loaded):
    assert main(["approvals"]) == 0
    text = loaded.readouterr().out
    assert "What waits for whom since when, and what does it hold up?" in text
    assert "each of 8 members can stop it alone" in text
    assert main(["approvals", "--json"]) == 0
    content = json.loads(loaded.readouterr().out)
    assert {each["approval"] for each in content["approvals"]} >= {"AP-OPT-2", "AP-FU-XCO"}
    assert main(["eligibility", "GALE-25/1", "--programme", "EDIRPA"]) == 0
    assert "not eligible if the unconfirmed rules hold" in loaded.readouterr().out
    assert main(["eligibility", "GALE-25/1", "--rules", "--json"]) == 0
    lines = json.loads(loaded.readouterr().out)["lines"]
    assert [each["line"] for each in lines] == ["GALE-25/1"]


def test_what_makes_no_sense_is_a_wrong_request(loaded):
    assert main(["approvals", "--body", "BODY-BOARD", "--if-refused", "AP-OPT-2"]) == 2
    assert "--body has no meaning with --if-refused" in loaded.readouterr().err
    assert main(["approvals", "--if-refused", "AP-FU-XCO"]) == 2
    assert "it is refused already" in loaded.readouterr().err
    assert main(["eligibility", "GALE-26"]) == 2
    assert "no contract, line or gift 'GALE-26' (near: GALE-25" in loaded.readouterr().err


def test_money_of_a_refusal_is_in_its_currency(loaded):
    assert main(["approvals", "--if-refused", "AP-OPT-2-BOARD"]) == 0
    text = loaded.readouterr().out
    assert "cost, EUR" in text
    assert "minor units" not in text
    assert text.endswith("\na unit-month is one unit missing for one month\n")
