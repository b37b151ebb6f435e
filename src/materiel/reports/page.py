"""The frame of a page: its policy, its one style sheet, its head and foot; it fetches nothing."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence

from materiel.reports.markup import Html, tag
from materiel.reports.style import CSS

UNACCREDITED = "Unaccredited system: for unclassified data only."


def page(
    title: str, links: Mapping[str, str], parts: Sequence[Html], foot: str, style: str = ""
) -> str:
    """The whole page.

    It holds a strict content security policy, its one style sheet and its charts; it runs no
    script and fetches nothing. The only addresses in it are locators that a reader may follow.

    Args:
        title: its heading.
        links: places in the page and their names, for the navigation.
        parts: what it holds, as markup.
        foot: how to read it.
        style: what this page adds to the style sheet.
    """
    items = [tag("li", tag("a", name, href=f"#{place}")) for place, name in links.items()]
    top = tag(
        "header",
        tag("h1", title),
        tag("p", UNACCREDITED, class_="banner"),
        tag("nav", tag("ul", *items), aria_label="Cases") if items else None,
        class_="top",
    )
    sheet = CSS + style
    digest = b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(sheet)),
    )
    footer = tag("footer", tag("p", foot), tag("p", UNACCREDITED))
    body = tag("body", top, tag("main", *parts), footer)
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"
