"""A small invented case, as the folder a person fills in, and workspaces to load it into."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from materiel.service.workspace import Workspace, create_workspace, open_workspace


@pytest.fixture
def now() -> datetime:
    """The recording time: some days after the day that the story calls today."""
    return datetime(2024, 7, 5, 12, tzinfo=UTC)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A copy of the small case that a test may change."""
    return shutil.copytree(Path(__file__).parent / "story", tmp_path / "story")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on SQLite, in which a registrar acts."""
    create_workspace(tmp_path / "ws", actor="registrar", environment={})
    with open_workspace(tmp_path / "ws", environment={}) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
def any_workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace on each back end."""
    url = request.getfixturevalue("fresh_postgres_url") if request.param == "postgres" else ""
    create_workspace(tmp_path / "any", database=url, actor="registrar", environment={})
    with open_workspace(tmp_path / "any", environment={}) as opened:
        yield opened
