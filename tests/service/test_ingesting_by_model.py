"""A language model helps to read where it is configured and asked for, and is not believed."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exchange"))

from model_server import TEXT, claim, completion, serving

import materiel
from materiel.kernel.errors import InputError, UnknownNameError, WorkspaceError

NAMES = ("URL", "NAME", "KEY", "TIMEOUT")


@pytest.fixture
def server():
    with serving() as (plan, url):
        plan.url = url
        yield plan


@pytest.fixture
def news(tmp_path):
    path = tmp_path / "news.txt"
    path.write_text(TEXT, "utf-8")
    return path


def model(plan):
    return materiel.model_endpoint(
        environment={"MATERIEL_MODEL_URL": plan.url, "MATERIEL_MODEL_NAME": "small"}
    )


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def said(*claims):
    return completion(json.dumps({"claims": list(claims)}))


def test_claims_of_the_model_stand_beside_those_of_the_rules_and_say_who_proposed_them(
    server, news, tmp_path
):
    request = claim(event="request", status="requested")
    server.answer = said(claim(), claim(item="invented"), request)
    report = materiel.ingest([news], claims=tmp_path / "claims.jsonl", model=model(server))
    written = rows(tmp_path / "claims.jsonl")
    by_model = [row for row in written if row["proposer"] != "weights"]
    assert [(row["claim_id"], row["proposer"], row["place"]) for row in by_model] == [
        ("news.model.3", "the language model small", "line 1")
    ]
    assert {row["proposer"] for row in written} == {"weights", "the language model small"}
    assert [str(each) for each in report.files[0].findings] == [
        (
            "news: claim 2 of the model: item: 'invented' does not stand in the document. "
            "The claim is refused. [model]"
        ),
        "news: 1 claims of the model are those of the rules; not proposed again [model]",
    ]
    assert report.good


def test_nothing_is_sent_unless_it_is_asked_for(server, news, monkeypatch):
    monkeypatch.setenv("MATERIEL_MODEL_URL", server.url)
    monkeypatch.setenv("MATERIEL_MODEL_NAME", "small")
    materiel.ingest([news])
    assert server.asked == []


def test_an_instruction_in_a_document_changes_nothing_that_is_accepted(server, news):
    obedient = claim(
        quotation="Spain sends 50 tanks to Mars",
        event="delivery",
        count={"low": 5000, "high": 5000},
        amount=None,
    )
    server.answer = said(obedient)
    report = materiel.ingest([news], model=model(server))
    assert report.files[0].modelled == ()
    assert report.files[0].findings[0].problem == (
        "count: 5,000 does not stand in the quotation; read there: 50"
    )


def test_an_endpoint_that_fails_is_a_finding_and_is_not_asked_again(server, news, tmp_path):
    more = tmp_path / "more.txt"
    more.write_text(TEXT, "utf-8")
    server.status = 500
    report = materiel.ingest([news, more], model=model(server))
    host = server.url.removeprefix("http://")
    assert [str(each) for file in report.files for each in file.findings] == [
        (
            f"news: portion 1 of 1: {host} answers 500 Internal Server Error. "
            "Nothing more was asked; what was read by rules stands. [model]"
        )
    ]
    assert not report.good
    assert len(server.asked) == 1
    assert report.claims > 0


def write(folder, text):
    (folder / "materiel.toml").write_text(text, "utf-8")
    return folder


def test_the_environment_goes_before_the_file(tmp_path):
    write(tmp_path, '[model]\nurl = "https://a.example"\nname = "one"\ntimeout = 9\n')
    found = materiel.model_endpoint(tmp_path, {})
    assert (found.url, found.model, found.timeout, found.key) == (
        *("https://a.example/v1/chat/completions", "one", 9, ""),
    )
    around = dict(zip(NAMES, ("https://b.example", "two", "secret", "7"), strict=True))
    around = {f"MATERIEL_MODEL_{name}": value for name, value in around.items()}
    found = materiel.model_endpoint(tmp_path, around)
    assert (found.host, found.model, found.timeout, found.key) == (
        *("b.example", "two", 7, "secret"),
    )


def test_a_workspace_beneath_finds_the_settings_above(tmp_path, monkeypatch):
    write(tmp_path, '[model]\nurl = "https://a.example"\nname = "one"\n')
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path / "reports")
    assert materiel.model_endpoint(environment={}).model == "one"


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            "",
            InputError,
            (
                "no language model is configured; accepted: [model] url and name in materiel.toml, "
                "or MATERIEL_MODEL_URL and MATERIEL_MODEL_NAME"
            ),
        ),
        (
            '[model]\nkey = "secret"',
            WorkspaceError,
            (
                "{path}: model.key: a key never stands in a file; accepted: the variable "
                "MATERIEL_MODEL_KEY"
            ),
        ),
        (
            '[model]\nnam = "x"',
            UnknownNameError,
            "{path}: no setting 'model.nam' (near: model.name, model.url, model.timeout)",
        ),
        ("model = 1", WorkspaceError, "{path}: model: found 1; accepted: a table [model]"),
        (
            '[model]\ntimeout = "1"',
            WorkspaceError,
            "{path}: model.timeout: found '1'; accepted: whole seconds",
        ),
        ("[model]\nurl = 1", WorkspaceError, "{path}: model.url: found 1; accepted: text"),
    ],
)
def test_wrong_settings_are_refused_in_words(tmp_path, text, error, message):
    write(tmp_path, text)
    with pytest.raises(error) as caught:
        materiel.model_endpoint(tmp_path, {})
    found = str(caught.value)
    assert found == message.format(path=tmp_path / "materiel.toml")
    assert "secret" not in found


def test_a_time_that_is_none_is_refused():
    around = {"MATERIEL_MODEL_URL": "https://a.example", "MATERIEL_MODEL_TIMEOUT": "soon"}
    with pytest.raises(InputError) as caught:
        materiel.model_endpoint(environment=around)
    assert str(caught.value) == "MATERIEL_MODEL_TIMEOUT: found 'soon'; accepted: whole seconds"
