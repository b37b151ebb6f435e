"""A page of a report, opened in a browser."""

import pytest


@pytest.fixture(scope="module")
def address(source, tmp_path_factory):
    """Where a browser finds the page that the module makes as ``source``."""
    path = tmp_path_factory.mktemp("browser") / "page.html"
    path.write_text(source, encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def visit(browser, address):
    """Open the page at a width; what it asks for and complains about is collected."""
    contexts = []

    def open_at(width, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        tab = context.new_page()
        tab.heard = []
        tab.on("console", lambda message: tab.heard.append(message.text))
        tab.on("pageerror", lambda error: tab.heard.append(str(error)))
        tab.on("request", lambda request: tab.heard.append(request.url))
        tab.goto(address)
        return tab

    yield open_at
    for context in contexts:
        context.close()
