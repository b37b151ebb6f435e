"""CPU seconds of this process and of child processes: wall time says little on a busy machine."""

import os
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import Any


def cpu(action: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds that a call took in this process, and what it returned."""
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def child_cpu(command: Sequence[str], **options: Any) -> float:
    """User and system CPU seconds of one child process; raises when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(values: Sequence[float]) -> float:
    """The middle value."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def load() -> float:
    """How busy the machine is, for the record."""
    return os.getloadavg()[0]
