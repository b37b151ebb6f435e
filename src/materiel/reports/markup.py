"""HTML from plain functions: whatever is not markup already is escaped, always."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"meta", "br", "hr", "col"})


class Html(str):
    """Text that is markup already; only this module and the drawings make it."""

    __slots__ = ()


Child = str | Html | None


def html(text: Child) -> Html:
    """Escaped text; markup stays as it is, nothing stays nothing."""
    if text is None:
        return Html()
    return text if isinstance(text, Html) else Html(escape(text))


def join(children: Iterable[Child]) -> Html:
    """Children one after the other."""
    return Html("".join(html(child) for child in children))


def tag(name: str, /, *children: Child, **attributes: str | None) -> Html:
    """One element; ``class_`` is written ``class``, an underscore in a name a hyphen.

    An attribute that is None is left out; an empty one stands alone (``open``).
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        key = key.rstrip("_").replace("_", "-")  # noqa: PLW2901  (the written form)
        parts.append(f'{key}="{escape(value)}"' if value else key)
    start = f"<{' '.join(parts)}>"
    return Html(start) if name in VOID else Html(f"{start}{join(children)}</{name}>")


def locator(text: str) -> Html:
    """Where a document can be found: a link when it is an address of the web, else text.

    Nothing is fetched from it; only a reader's own click opens it.
    """
    if not text.startswith(("https://", "http://")):
        return html(text)
    return tag("a", text, href=text, rel="noopener noreferrer external", class_="out")
