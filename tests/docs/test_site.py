"""The documentation builds without a warning, asks for nothing outside, and fits a phone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOADED = re.compile(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=\"(\w+:)?//[^\"]*\"")
PHONE = {"width": 375, "height": 720}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built documentation."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_site_builds_without_a_warning_and_loads_nothing_from_outside(site):
    pages = sorted(site.rglob("*.html"))
    assert site / "index.html" in pages
    for page in pages:
        assert LOADED.findall(page.read_text("utf-8")) == []


def test_every_page_fits_a_phone_and_asks_for_nothing_outside(site, browser):
    page = browser.new_page(viewport=PHONE)
    asked, failed = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    wide = []
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(path.name)
    page.close()
    assert wide == []
    assert failed == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
