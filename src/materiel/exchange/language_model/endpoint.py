"""One question to an OpenAI-compatible endpoint: bounded in time and size, never redirected."""

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from materiel.kernel.errors import InputError

LARGEST_ANSWER = 4 * 2**20
"""Bytes of one answer."""
TIMEOUT = 60
LONGEST_TIMEOUT = 600
"""Seconds for one answer, from the first byte sent to the last one received."""
ENDING = "/chat/completions"
_HERE = ("localhost", "127.0.0.1", "::1")
_CHUNK = 65_536
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model is asked.

    Attributes:
        url: the address that is asked, as a whole.
        model: the name of the model there.
        key: sent as a bearer token; empty: none is sent. Never shown.
        timeout: seconds for one answer.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: int = TIMEOUT

    @property
    def host(self) -> str:
        """The host and port, for messages."""
        return urlsplit(self.url).netloc


def endpoint(url: str, model: str, key: str = "", timeout: int = TIMEOUT) -> Endpoint:
    """An endpoint as a person configures it.

    Args:
        url: the address before ``/v1/chat/completions``, or the whole of it.
        model: the name of the model.
        key: from the environment.
        timeout: seconds for one answer.

    Raises:
        InputError: the address, the name, the key or the time cannot be used; says why.
    """
    parts = _address(url)
    if not model.strip():
        raise InputError("model: no name of a model is set; accepted: the name at the endpoint")
    if not 1 <= timeout <= LONGEST_TIMEOUT:
        raise InputError(
            f"model: timeout: found {timeout}; accepted: 1 to {LONGEST_TIMEOUT} seconds"
        )
    if not (key.isascii() and key.isprintable()):
        raise InputError("model: the key holds letters that no key has; accepted: printable ASCII")
    if key and parts.scheme == "http" and parts.hostname not in _HERE:
        raise InputError(
            f"model: the key would go to {parts.hostname} unencrypted; accepted: https, or http "
            "on this machine"
        )
    path = parts.path.rstrip("/")
    if not path.endswith(ENDING):
        path = path.removesuffix("/v1") + "/v1" + ENDING
    return Endpoint(f"{parts.scheme}://{parts.netloc}{path}", model.strip(), key, timeout)


def _address(url: str) -> SplitResult:
    accepted = "accepted: https://HOST or http://localhost:PORT"
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        raise InputError(f"model: url: no address; {accepted}") from None
    if "@" in parts.netloc:
        raise InputError("model: url: holds a name or a password; the key stands in a variable")
    if not good or parts.query or parts.fragment or not (url.isascii() and url.isprintable()):
        raise InputError(f"model: url: found {url[:80]!r}; {accepted}")
    return parts


def ask(where: Endpoint, messages: list[dict[str, str]], schema: Mapping[str, Any]) -> str:
    """The content of the first choice of the answer.

    Args:
        where: the endpoint; nothing else is ever asked, and no redirect is followed.
        messages: role and content of each.
        schema: what the content shall be, as JSON Schema.

    Raises:
        InputError: no answer in time, a refusal, an answer that is too large or no answer.
    """
    question = {
        "model": where.model,
        "messages": messages,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": schema},
        },
    }
    body = json.dumps(question, ensure_ascii=False).encode("utf-8", errors="replace")
    return _content(where, read_json(where.host, _post(where, body)))


def _post(where: Endpoint, body: bytes) -> bytes:
    parts = urlsplit(where.url)
    made: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        made = http.client.HTTPSConnection(parts.netloc, timeout=where.timeout, context=context)
    else:
        made = http.client.HTTPConnection(parts.netloc, timeout=where.timeout)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if where.key:
        headers["Authorization"] = f"Bearer {where.key}"
    late = threading.Event()
    watch: threading.Timer | None = None
    begun = time.monotonic()
    try:
        made.connect()
        left = max(0.001, where.timeout - (time.monotonic() - begun))
        watch = threading.Timer(left, _stop, (made.sock, late))
        watch.daemon = True
        watch.start()
        made.request("POST", parts.path, body, headers)
        with contextlib.closing(made.getresponse()) as got:
            return _answer(where, got, late)
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as problem:
        if late.is_set() or isinstance(problem, TimeoutError):
            raise InputError(_late(where)) from None
        raise InputError(f"model: {where.host}: {_said(problem)}") from None
    finally:
        if watch is not None:
            watch.cancel()
        made.close()


def _stop(connection: socket.socket, late: threading.Event) -> None:
    """End a connection whose time is over, however slowly it still drips."""
    late.set()
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _late(where: Endpoint) -> str:
    return f"model: {where.host}: no whole answer within {where.timeout} seconds"


def _said(problem: Exception) -> str:
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({problem.verify_message})"
    if isinstance(problem, OSError):
        return f"cannot be reached ({problem.strerror or type(problem).__name__})"
    return f"does not speak HTTP as expected ({type(problem).__name__})"


def _answer(where: Endpoint, got: http.client.HTTPResponse, late: threading.Event) -> bytes:
    if got.status in _REDIRECTS:
        host = urlsplit(got.headers.get("Location", "")).netloc[:80] or "elsewhere"
        raise InputError(
            f"model: {where.host} answers {got.status} and points to {host!r}; redirects are not "
            "followed: set the final address"
        )
    if got.status != http.HTTPStatus.OK:
        reason = http.client.responses.get(got.status, "")
        raise InputError(f"model: {where.host} answers {got.status} {reason}".rstrip())
    pieces, size = [], 0
    while piece := got.read1(_CHUNK):
        size += len(piece)
        if size > LARGEST_ANSWER:
            raise InputError(
                f"model: {where.host}: an answer of more than {LARGEST_ANSWER:,} bytes; not read on"
            )
        pieces.append(piece)
    if late.is_set():
        raise InputError(_late(where))
    return b"".join(pieces)


def read_json(where: str, content: bytes | str) -> Any:
    """JSON without numbers that are none, without depth that hurts.

    Raises:
        InputError: it is no JSON.
    """
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InputError(f"model: {where}: the answer is no JSON") from None


def _no_number(text: str) -> None:
    raise ValueError(text)


def _content(where: Endpoint, answer: Any) -> str:
    try:
        choice = answer["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
        ended = choice.get("finish_reason")
    except (TypeError, KeyError, IndexError, AttributeError):
        raise InputError(
            f"model: {where.host}: the answer has no choices[0].message.content"
        ) from None
    if refusal:
        raise InputError(f"model: {where.host}: the model refuses to answer")
    if ended == "length":
        raise InputError(f"model: {where.host}: the answer was cut off by the endpoint's limit")
    if not isinstance(content, str):
        raise InputError(f"model: {where.host}: the answer has no choices[0].message.content")
    return content
