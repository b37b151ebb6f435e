"""Locks pin every package by hash, name no address, and hold no licence that would bind users."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("*.lock"))
PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>\S+)(?: ; [^\\\n]+)? \\\n"
    r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
    re.MULTILINE,
)
BINDING = re.compile(r"(?<!L)(?<!Lesser )(A?GPL|(Affero )?General Public License)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public License", re.IGNORECASE)
ADJUDGED = {
    "docutils": "public domain and BSD; its one file under the GPL is an Emacs mode, not installed",
}


def pins(text: str) -> dict[str, str]:
    """Name to version of every well-formed pin of a lock."""
    return {found["name"]: found["version"] for found in PINNED.finditer(text)}


def binding(name: str) -> list[str]:
    """The licence texts of an installed package that would bind who ships it."""
    about = metadata(name)
    stated = [
        about.get("License-Expression") or "",
        *(line for line in about.get_all("Classifier") or [] if line.startswith("License")),
    ]
    if not any(stated):
        stated = [(about.get("License") or "")[:200]]
    return [text for text in stated if BINDING.search(LESSER.sub("", text))]


def test_there_is_a_lock_for_running_testing_measuring_and_installing():
    assert [path.name for path in LOCKS] == [
        "requirements-bench.lock",
        "requirements-bootstrap.lock",
        "requirements-dev.lock",
        "requirements-encoder.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_by_hash_and_names_no_address(lock):
    text = lock.read_text()
    requirements = [line for line in text.splitlines() if re.match(r"[^\s#]", line)]
    assert len(pins(text)) >= 1
    assert len(PINNED.findall(text)) == len(requirements)
    assert re.findall(r"\w+://\S*", text) == []


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", ["build"]),
        ("requirements-dev.lock", ["build", "dev"]),
        ("requirements-bench.lock", ["bench"]),
        ("requirements-bootstrap.lock", ["bootstrap"]),
    ],
)
def test_a_lock_satisfies_what_the_project_asks_for(lock, groups):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = settings["project"]["dependencies"] if "build" in groups else []
    wanted = [*run, *(line for group in groups for line in settings["dependency-groups"][group])]
    pinned = pins((ROOT / lock).read_text())
    assert wanted
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(pinned[name]), f"run `make locks`: {requirement}"


def test_what_the_tests_run_with_is_what_the_demo_runs_with():
    dev = (ROOT / "requirements-dev.lock").read_text()
    run = (ROOT / "requirements.lock").read_text()
    assert {found.group() for found in PINNED.finditer(run)} <= {
        found.group() for found in PINNED.finditer(dev)
    }


def test_no_locked_package_is_under_a_binding_licence():
    names = {name for lock in LOCKS for name in pins(lock.read_text())}
    found, seen = {}, 0
    for name in sorted(names - ADJUDGED.keys()):
        try:
            texts = binding(name)
        except PackageNotFoundError:  # for another system, or a peer of the benchmark
            continue
        seen += 1
        if texts:
            found[name] = texts
    assert found == {}
    assert seen > len(pins((ROOT / "requirements-dev.lock").read_text())) // 2


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("GPL-2.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v2 (LGPLv2)", False),
        ("MPL-2.0", False),
        ("Apache-2.0", False),
    ],
)
def test_a_binding_licence_is_told_from_a_lesser_one(licence, binds):
    assert bool(BINDING.search(LESSER.sub("", licence))) is binds


@pytest.mark.parametrize("peer", ["beancount", "ledger", "hledger"])
def test_peers_under_the_gpl_stay_outside_the_locks(peer):
    assert not any(peer in pins(lock.read_text()) for lock in LOCKS)
