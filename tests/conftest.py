"""What every test may ask for: random examples, PostgreSQL, a browser, the reference data.

Environment variables:
    MATERIEL_REQUIRE: markers ("postgres,browser") whose tests must run; a skip then fails.
    MATERIEL_TEST_POSTGRES_URL: a server to use in place of a private cluster; its user must be
        allowed to create databases.
    MATERIEL_TEST_CHROMIUM: the browser's program, where it is not on the path.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from materiel.evidence.insight import Understanding
from materiel.exchange.encoder_files import find_encoder, load_understanding

ROOT = Path(__file__).resolve().parents[1]
REQUIRABLE = ("postgres", "browser", "encoder")
PROOF = "proof"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SPEED_OVER_SAFETY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"

settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, print_blob=True)
settings.register_profile(
    PROOF,
    deadline=None,
    max_examples=10_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

_scratch = pytest.StashKey[str]()


# --------------------------------------------------------------------- what runs, and how often


def _required() -> frozenset[str]:
    names = frozenset(filter(None, os.environ.get("MATERIEL_REQUIRE", "").split(",")))
    if unknown := names.difference(REQUIRABLE):
        message = f"MATERIEL_REQUIRE names {sorted(unknown)}; accepted: {', '.join(REQUIRABLE)}"
        raise pytest.UsageError(message)
    return names


def _wants_proof(config: pytest.Config) -> bool:
    return PROOF in (config.getoption("markexpr") or "")


def pytest_configure(config: pytest.Config) -> None:
    _required()
    # What is installed beside the package must not change what a test reads.
    os.environ["MATERIEL_READER"] = "weights"
    if not config.getoption("--hypothesis-profile"):
        everyday = "ci" if os.environ.get("CI") else "quick"
        settings.load_profile(PROOF if _wants_proof(config) else everyday)
    # The first process makes the folder that all workers of a run share.
    worker = getattr(config, "workerinput", None)
    config.stash[_scratch] = (
        worker["materiel_scratch"] if worker else tempfile.mkdtemp(prefix="materiel-tests-")
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist where the shared folder is."""
    node.workerinput["materiel_scratch"] = node.config.stash[_scratch]


def pytest_unconfigure(config: pytest.Config) -> None:
    scratch = config.stash.get(_scratch, None)
    if scratch and not hasattr(config, "workerinput"):
        _stop_cluster(Path(scratch))
        shutil.rmtree(scratch, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & {"postgres_url", "fresh_postgres_url"}:
            item.add_marker("postgres")
        if names & {"browser", "chromium"}:
            item.add_marker("browser")
        if "understanding" in names:
            item.add_marker("encoder")
    if not _wants_proof(config):
        long = [item for item in items if item.get_closest_marker(PROOF)]
        if long:
            config.hook.pytest_deselected(items=long)
            items[:] = [item for item in items if item not in long]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test of a required kind has failed."""
    report = yield
    wanted = [name for name in sorted(_required()) if item.get_closest_marker(name)]
    if report.skipped and wanted and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {', '.join(wanted)} is required, but: {reason}"
    return report


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    """The reader's encoder, where its published model is installed."""
    folder = find_encoder()
    if folder is None:
        pytest.skip("no encoder: run `make encoder`, or set MATERIEL_ENCODER")
    return load_understanding(folder)


# ------------------------------------------------------------------------------------ PostgreSQL


def _binaries() -> Path | None:
    """The folder of PostgreSQL's programs: Debian's newest, or wherever ``initdb`` is found."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0,
    )
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def _run_as_server(command: list[str], folder: Path, output: IO[str]) -> int:
    """Run a program of PostgreSQL's; it refuses to run as root, so its own user runs it then."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    return subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        # Not a pipe: the server would keep it open, and we would wait for its end.
        stdout=output,
        stderr=subprocess.STDOUT,
        check=False,
        **(user if os.geteuid() == 0 else {}),
    ).returncode


def _start_cluster(folder: Path) -> str:
    """Make and start a private cluster in ``folder``; it listens on a socket there only."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL: install it, or set MATERIEL_TEST_POSTGRES_URL")
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")
        folder.parent.chmod(0o711)
        shutil.chown(folder, "postgres")
    data, log = folder / "data", folder / "log"
    make = f"--pgdata={data} --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync"
    start = f"start --wait --silent --pgdata={data} --log={log}"
    listen = f"-c listen_addresses='' -k {folder} {SPEED_OVER_SAFETY}"
    commands = (
        ("initdb", *make.split()),
        ("pg_ctl", *start.split(), "--options", listen),
    )
    for program, *options in commands:
        said = folder.parent / f"{program}.txt"
        with said.open("w") as output:
            status = _run_as_server([str(binaries / program), *options], folder, output)
        text = said.read_text() + (log.read_text() if log.exists() else "")
        if status:
            pytest.fail(f"{program} ended with {status}:\n{text}", pytrace=False)
    return f"postgresql://postgres@/postgres?host={folder}"


def _stop_cluster(scratch: Path) -> None:
    data = scratch / "cluster" / "data"
    binaries = _binaries()
    if binaries and (data / "postmaster.pid").exists():
        stop = f"stop --mode=immediate --wait --silent --pgdata={data}"
        with (scratch / "stop.txt").open("w") as output:
            _run_as_server([str(binaries / "pg_ctl"), *stop.split()], data.parent, output)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> str:
    """URL of a PostgreSQL server's maintenance database; one cluster for all workers."""
    if given := os.environ.get("MATERIEL_TEST_POSTGRES_URL"):
        return given.replace("postgresql+psycopg://", "postgresql://")
    scratch = Path(request.config.stash[_scratch])
    with (scratch / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = scratch / "cluster.url"
        if not known.exists():
            folder = scratch / "cluster"
            folder.mkdir(mode=0o700)
            try:
                known.write_text(_start_cluster(folder))
            except BaseException:
                _stop_cluster(scratch)
                shutil.rmtree(folder)
                raise
        return known.read_text()


@contextlib.contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    """A new empty database on ``server``; dropped at the end."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield (
            make_url(server)
            .set(drivername="postgresql+psycopg", database=name)
            .render_as_string(hide_password=False)
        )
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """SQLAlchemy URL of a database of this worker's own; a test leaves it as it found it."""
    with _database(postgres_server, f"materiel_{os.getpid()}") as url:
        yield url


@pytest.fixture
def fresh_postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """SQLAlchemy URL of a new, empty database for one test."""
    name = f"materiel_{os.getpid()}_{id(request.node):x}"
    with _database(postgres_server, name) as url:
        yield url


# --------------------------------------------------------------------------------------- browser


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium program."""
    named = os.environ.get("MATERIEL_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip("no browser: install chromium, or set MATERIEL_TEST_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[object]:
    """A running headless browser (``playwright.sync_api.Browser``)."""
    # Half a second to import: only a run that opens a browser pays it.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


# ----------------------------------------------------------------------------------- shared data


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that lies beside the project; not part of what ships."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference data (a folder 'shared' beside the project) is not here")
    return folder
