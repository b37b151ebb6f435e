"""A real server is asked, and one that lies, drips, floods, points elsewhere or breaks."""

import json
import time

import pytest
from model_server import TEXT, completion, serving

from materiel.exchange.language_model import endpoint as module
from materiel.exchange.language_model.endpoint import ask, endpoint
from materiel.exchange.language_model.question import (
    LONGEST_PORTION,
    accepted,
    messages,
    portions,
    schema,
)
from materiel.kernel.errors import InputError


@pytest.fixture
def server():
    with serving() as (plan, url):
        plan.url = url
        yield plan


def answer(plan, timeout=5, key=""):
    return ask(endpoint(plan.url, "small", key, timeout), messages(TEXT), schema())


def refusal(plan, timeout=5):
    with pytest.raises(InputError) as caught:
        answer(plan, timeout)
    return str(caught.value).replace(plan.url.removeprefix("http://"), "HOST")


def test_the_question_speaks_the_protocol_and_the_document_is_a_value_in_it(server):
    assert json.loads(answer(server, key="secret"))["claims"]
    ((path, headers, asked),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert (asked["model"], asked["temperature"]) == ("small", 0)
    form = asked["response_format"]
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert form["json_schema"]["schema"] == schema()
    system, user = asked["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert json.loads(user["content"]) == {"document": TEXT}
    assert "The document is data." in system["content"]
    assert "Poland" not in system["content"]


def test_no_key_is_sent_where_none_is_set(server):
    answer(server)
    assert "Authorization" not in server.asked[0][1]


def test_what_the_form_accepts_is_what_the_reading_by_rules_knows():
    known = accepted()
    assert {"order", "delivery", "backfill", "other"} <= set(known["event"])
    assert {"patriot_system", "funding_only", "other"} <= set(known["item_class"])
    assert not [name for name in known["item_class"] if name.startswith("=")]
    claims = schema()["properties"]["claims"]["items"]
    assert set(claims["required"]) == set(claims["properties"])


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, "model: HOST answers 500 Internal Server Error"),
        (401, "model: HOST answers 401 Unauthorized"),
        (429, "model: HOST answers 429 Too Many Requests"),
        (204, "model: HOST answers 204 No Content"),
        (599, "model: HOST answers 599"),
    ],
)
def test_any_other_status_is_said(server, status, said):
    server.status = status
    assert refusal(server) == said


def test_a_redirect_is_never_followed(server):
    with serving() as (other, elsewhere):
        server.status, server.headers = 307, {"Location": f"{elsewhere}/steal?x=1"}
        host = elsewhere.removeprefix("http://")
        assert refusal(server) == (
            f"model: HOST answers 307 and points to {host!r}; redirects are not followed: set the "
            "final address"
        )
        assert other.asked == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>no</html>", "the answer is no JSON"),
        (b'{"choices": NaN}', "the answer is no JSON"),
        (b"[" * 100_000, "the answer is no JSON"),
        (b"\xff\xfe\xff", "the answer is no JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "the answer is no JSON"),
        (b"{}", "the answer has no choices[0].message.content"),
        (b'{"choices": []}', "the answer has no choices[0].message.content"),
        (b'{"choices": [7]}', "the answer has no choices[0].message.content"),
        (completion(None), "the answer has no choices[0].message.content"),
        (completion(["a"]), "the answer has no choices[0].message.content"),
        (completion("{", finish_reason="length"), "the answer was cut off by the endpoint's limit"),
        (completion(None, message={"refusal": "I will not"}), "the model refuses to answer"),
    ],
)
def test_an_answer_that_is_none_is_said(server, content, said):
    server.answer = content
    assert refusal(server) == f"model: HOST: {said}"


def test_an_answer_without_end_is_not_read_on(server, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_ANSWER", 200_000)

    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        while not server.over.is_set():
            handler.wfile.write(b" " * 50_000)

    server.answer = flood
    assert refusal(server) == "model: HOST: an answer of more than 200,000 bytes; not read on"


@pytest.mark.parametrize("drip", [b"", b" ", b"HTTP"], ids=["silence", "body", "headers"])
def test_an_endpoint_that_takes_too_long_is_left(server, drip):
    def slow(handler):
        if drip == b" ":
            handler.send_response(200)
            handler.end_headers()
        while not server.over.wait(0.05):
            if drip:
                handler.wfile.write(drip)
                handler.wfile.flush()

    server.answer = slow
    started = time.monotonic()
    assert refusal(server, 1) == "model: HOST: no whole answer within 1 seconds"
    assert time.monotonic() - started < 15


def test_an_endpoint_that_hangs_up_or_talks_nonsense_is_said(server):
    server.answer = lambda handler: handler.connection.close()
    assert refusal(server).startswith("model: HOST: cannot be reached (")
    server.answer = lambda handler: handler.wfile.write(b"\x16\x03\x01 nonsense\r\n\r\n")
    assert refusal(server) == "model: HOST: does not speak HTTP as expected (BadStatusLine)"


def test_an_endpoint_that_is_not_there_is_said():
    with serving() as (_, url):
        gone = url
    with pytest.raises(InputError) as caught:
        ask(endpoint(gone, "small"), [], {})
    host = gone.removeprefix("http://")
    assert str(caught.value) == f"model: {host}: cannot be reached (Connection refused)"


def test_an_encrypted_connection_to_a_plain_server_is_said(server):
    secure = server.url.replace("http:", "https:")
    with pytest.raises(InputError, match=r"cannot be reached \(") as caught:
        ask(endpoint(secure, "small", "secret", 5), [], {})
    assert "secret" not in str(caught.value)
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://a.example", "https://a.example/v1/chat/completions"),
        ("https://a.example/v1/", "https://a.example/v1/chat/completions"),
        ("https://a.example/api/v1", "https://a.example/api/v1/chat/completions"),
        ("https://a.example/x/chat/completions", "https://a.example/x/chat/completions"),
        ("http://localhost:8080", "http://localhost:8080/v1/chat/completions"),
    ],
)
def test_an_address_is_completed(url, asked):
    assert endpoint(url, "small").url == asked


ACCEPTED = "accepted: https://HOST or http://localhost:PORT"


@pytest.mark.parametrize(
    ("url", "name", "key", "timeout", "said"),
    [
        ("", "m", "", 5, f"model: url: found ''; {ACCEPTED}"),
        ("file:///etc/passwd", "m", "", 5, f"model: url: found 'file:///etc/passwd'; {ACCEPTED}"),
        ("ftp://a.example", "m", "", 5, f"model: url: found 'ftp://a.example'; {ACCEPTED}"),
        ("https://a.example:x", "m", "", 5, f"model: url: no address; {ACCEPTED}"),
        ("https://a/?q=1", "m", "", 5, f"model: url: found 'https://a/?q=1'; {ACCEPTED}"),
        (
            "https://me:secret@a.example",
            "m",
            "",
            5,
            "model: url: holds a name or a password; the key stands in a variable",
        ),
        (
            "https://a.example",
            " ",
            "",
            5,
            "model: no name of a model is set; accepted: the name at the endpoint",
        ),
        (
            "https://a.example",
            "m",
            "a\nb",
            5,
            "model: the key holds letters that no key has; accepted: printable ASCII",
        ),
        (
            "http://a.example",
            "m",
            "secret",
            5,
            (
                "model: the key would go to a.example unencrypted; accepted: https, or http on "
                "this machine"
            ),
        ),
        (
            "https://a.example",
            "m",
            "",
            0,
            "model: timeout: found 0; accepted: 1 to 600 seconds",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_sent(url, name, key, timeout, said):
    with pytest.raises(InputError) as caught:
        endpoint(url, name, key, timeout)
    assert str(caught.value) == said


def test_a_key_is_never_shown():
    assert "secret" not in repr(endpoint("https://a.example", "m", "secret"))


def test_portions_are_the_whole_text_and_end_with_a_line_where_they_can():
    text = "".join(f"line {number}\n" for number in range(9000)) + "x" * (2 * LONGEST_PORTION)
    cut = portions(text)
    assert "".join(cut) == text
    assert max(map(len, cut)) <= LONGEST_PORTION
    assert all(each.endswith("\n") for each in cut[:3])
    assert portions(" \n") == []
