"""The one place that reads the clock: the moment at which something is recorded."""

from datetime import UTC, datetime
from time import perf_counter


def now() -> datetime:
    """The present moment with its zone; its date is the recording day of the writer's place.

    "Today" in a case is the date that the case states (DESIGN §4.4), never this one.
    """
    return datetime.now(UTC).astimezone()


class Stopwatch:
    """How long the steps of long work took.

    Attributes:
        seconds: step to seconds, in order.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, step: str) -> None:
        """Say that a step has just ended."""
        moment = perf_counter()
        self.seconds[step] = round(moment - self._since, 2)
        self._since = moment
