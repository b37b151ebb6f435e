"""Which language model a user has configured: in materiel.toml, in the environment, or nowhere."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from materiel.exchange.language_model.endpoint import TIMEOUT, Endpoint, endpoint
from materiel.kernel.errors import InputError, UnknownNameError, WorkspaceError
from materiel.service.settings import FILE

URL, NAME, KEY, SECONDS = (
    "MATERIEL_MODEL_URL",
    "MATERIEL_MODEL_NAME",
    "MATERIEL_MODEL_KEY",
    "MATERIEL_MODEL_TIMEOUT",
)
TABLE = "model"
KEYS = ("url", "name", "timeout")


def model_endpoint(
    folder: Path | str | None = None, environment: Mapping[str, str] | None = None
) -> Endpoint:
    """The configured endpoint; the environment goes before ``[model]`` in ``materiel.toml``.

    Args:
        folder: the workspace; None: the nearest one from the current folder upward, if any.
        environment: None: that of the process.

    Raises:
        InputError: none is configured, or what is configured cannot be used.
    """
    around = os.environ if environment is None else environment
    here = Path.cwd()
    places = [Path(folder)] if folder is not None else [here, *here.parents]
    path = next((place / FILE for place in places if (place / FILE).is_file()), None)
    table = _table(path) if path else {}
    url = around.get(URL, "") or table.get("url", "")
    if not url:
        raise InputError(
            f"no language model is configured; accepted: [{TABLE}] url and name in {FILE}, or "
            f"{URL} and {NAME}"
        )
    seconds = around.get(SECONDS, "")
    if seconds and not (seconds.isascii() and seconds.isdigit() and len(seconds) < 5):  # noqa: PLR2004
        raise InputError(f"{SECONDS}: found {seconds!r}; accepted: whole seconds")
    timeout = int(seconds) if seconds else int(table.get("timeout", TIMEOUT))
    name = around.get(NAME, "") or table.get("name", "")
    return endpoint(str(url), str(name), around.get(KEY, ""), timeout)


def _table(path: Path) -> dict[str, str | int]:
    """The table of the file; empty where it has none."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get(TABLE, {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise WorkspaceError(f"{path}: {problem}") from None
    if not isinstance(found, dict):
        raise WorkspaceError(f"{path}: {TABLE}: found {found!r}; accepted: a table [{TABLE}]")
    for key, value in found.items():
        if key == "key":
            raise WorkspaceError(
                f"{path}: {TABLE}.key: a key never stands in a file; accepted: the variable {KEY}"
            )
        if key not in KEYS:
            raise UnknownNameError(
                "setting", f"{TABLE}.{key}", [f"{TABLE}.{k}" for k in KEYS], str(path)
            )
        kind = int if key == "timeout" else str
        if type(value) is not kind:
            accepted = "whole seconds" if kind is int else "text"
            raise WorkspaceError(f"{path}: {TABLE}.{key}: found {value!r}; accepted: {accepted}")
    return found
