"""One set of 100,000 two-leg transactions, as entries of ours and as a plain-text journal."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from materiel.kernel.period import Period
from materiel.ledger.entry import Entry
from materiel.ledger.rows import Commitment, Event
from materiel.vocabulary.vocabulary import packaged

CASE = "bench"
PARTIES = tuple(
    "DEU UKR NLD ESP ROU POL SWE NOR DNK FIN EST LVA LTU FRA ITA GBR USA CAN BEL CZE".split()  # noqa: SIM905
)
RUNGS = ("pledged", "approved", "announced", "ordered", "requested")
COMMITMENTS = 400
DAYS = 2000


def transactions(count: int, seed: int = 7) -> Iterator[tuple[int, str, date, int]]:
    """Commitment number, rung, day and units of each transaction."""
    draw = random.Random(seed)
    for _ in range(count):
        day = date(2020, 1, 2) + timedelta(days=draw.randrange(DAYS))
        yield draw.randrange(COMMITMENTS), draw.choice(RUNGS), day, draw.randrange(1, 50)


def commitments(seed: int = 7) -> list[Commitment]:
    """The promises that the transactions belong to."""
    draw = random.Random(seed)
    items = [item.id for item in packaged().items.values() if item.unit][:30]
    made = []
    for number in range(COMMITMENTS):
        giver, receiver = draw.sample(PARTIES, 2)
        made.append(
            Commitment(
                id=f"c{number}",
                kind="gift",
                title="bench",
                giver=giver,
                receiver=receiver,
                item=draw.choice(items),
            )
        )
    return made


def entries(count: int, seed: int = 7) -> list[Entry]:
    """The same as entries: the commitments, then two legs for each transaction."""
    made = [Entry(CASE, row, date(2020, 1, 1)) for row in commitments(seed)]
    for number, (commitment, rung, day, units) in enumerate(transactions(count, seed)):
        row = Event(
            id=f"e{number}",
            commitment=(f"c{commitment}",),
            event=rung,
            valid=Period.day(day),
            low=units,
            high=units,
        )
        made.append(Entry(CASE, row, day))
    return made


def _names() -> list[tuple[str, str, str]]:
    return [(row.giver, row.receiver, row.item) for row in commitments()]


def ledger_journal(count: int) -> str:
    """The same as a journal that ledger and hledger read."""
    names, lines = _names(), []
    for commitment, rung, day, units in transactions(count):
        giver, receiver, item = names[commitment]
        lines.append(
            f"{day:%Y/%m/%d} c{commitment}\n"
            f'    {receiver}:{rung}  {units} "{item}"\n'
            f'    {giver}:{rung}  -{units} "{item}"\n'
        )
    return "\n".join(lines)


def beancount_journal(count: int) -> str:
    """The same as a journal that bean-check reads."""
    names, lines = _names(), ['option "operating_currency" "EUR"']
    accounts = set()
    body = []
    for commitment, rung, day, units in transactions(count):
        giver, receiver, item = names[commitment]
        code = "I" + "".join(c for c in item.upper() if c.isalnum())[:20]
        target = f"Assets:{receiver}:{rung.capitalize()}"
        source = f"Assets:{giver}:{rung.capitalize()}"
        accounts.update((source, target))
        legs = f"  {target}  {units} {code}\n  {source}  -{units} {code}\n"
        body.append(f'{day} * "c{commitment}"\n{legs}')
    lines += [f"2019-01-01 open {name}" for name in sorted(accounts)]
    return "\n".join(lines + body)
