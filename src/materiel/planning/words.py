"""Runs of months in words."""

from collections.abc import Iterable

from materiel.planning.problem import Problem


def runs(months: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive months.

    >>> runs([7, 3, 4, 5])
    [(3, 5), (7, 7)]
    """
    found: list[tuple[int, int]] = []
    for month in sorted(months):
        if found and month == found[-1][1] + 1:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def in_words(problem: Problem, months: Iterable[int]) -> str:
    """Months as a reader says them: ``months 3 to 5 and 7``, ``2027-03 to 2027-05``."""
    parts = []
    for first, last in runs(months):
        name = problem.month_name(first).removeprefix("month ")
        end = problem.month_name(last).removeprefix("month ")
        parts.append(name if first == last else f"{name} to {end}")
    text = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    if problem.start is not None or not parts:
        return text
    single = len(parts) == 1 and " to " not in parts[0]
    return f"month {text}" if single else f"months {text}"
