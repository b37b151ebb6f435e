"""The page of the four past days says what a backtest of the packaged record says today."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import materiel
from materiel.service.backtesting import PastDay

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "a-look-back.md"
DAYS = (date(2024, 6, 1), date(2024, 12, 31), date(2025, 7, 1), date(2026, 5, 31))
HEAD = (
    "| giver | read | held | could leave | first in | worth | a month later | "
    "handed over by then | by now |\n|---|---|---:|---:|---|---:|---:|---:|---:|"
)


def table(day: PastDay) -> Iterator[str]:
    """One day as the page shows it."""
    yield f"### {day.day.day} {day.day:%B %Y}\n"
    yield HEAD
    gone = {each.giver: each for each in day.happened}
    givers = [each.giver for each in day.plans[0].decisions]
    for giver in givers:
        for read, plan in zip(("then", "now"), day.plans, strict=True):
            own = next(each for each in plan.decisions if each.giver == giver)
            cells = [giver if read == "then" else "", f"as known {read}", str(own.held)]
            if own.units:
                cells += [str(own.units), own.first, str(own.worth), str(own.month)]
            else:
                cells += ["nothing open", "", "", ""]
            past = gone.get(giver) if read == "then" else None
            cells += [str(past.by_day or 0), str(past.by_now or 0)] if past else ["", ""]
            yield f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")
    asked = "; ".join(day.requests).replace("Ukraine: ", "")
    yield f"\nAsked in public by that day: {asked}."
    if day.silent:
        yield f"No number of theirs was on record: {', '.join(day.silent)}."
    others = [each for each in day.happened if each.giver not in givers and each.by_now]
    if others:
        said = (f"{each.giver} {each.by_day or 0}, by now {each.by_now}" for each in others)
        yield f"Handed over by others: {'; '.join(said)}."
    yield ""


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> tuple[PastDay, ...]:
    folder = tmp_path_factory.mktemp("past")
    materiel.create_workspace(folder, actor="registrar")
    with materiel.open_workspace(folder) as workspace:
        materiel.load_case(workspace, "patriot")
        return materiel.backtest(workspace, DAYS, less=(1,), view=materiel.View("patriot")).days


@pytest.mark.parametrize("number", range(len(DAYS)))
def test_the_page_shows_what_the_backtest_says(days, number):
    assert "\n".join(table(days[number])).strip() in PAGE.read_text(encoding="utf-8")
