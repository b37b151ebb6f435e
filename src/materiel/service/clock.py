"""The one place that reads the clock: the moment at which something is recorded."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment with its zone; its date is the recording day of the writer's place.

    "Today" in a case is the date that the case states (DESIGN §4.4), never this one.
    """
    return datetime.now(UTC).astimezone()
