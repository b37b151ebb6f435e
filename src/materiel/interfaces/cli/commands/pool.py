"""``materiel pool``: who buys what together, and what it saves against everyone alone."""

import materiel
from materiel.interfaces.cli.command import GOOD, Command
from materiel.interfaces.cli.common import PLAIN, Common, Whole, cells, day
from materiel.interfaces.cli.output import progress, say, say_findings, say_json
from materiel.interfaces.cli.tables import say_table


def pool(
    *,
    party: tuple[str, ...] = (),
    item: tuple[str, ...] = (),
    origin: tuple[str, ...] = (),
    commits: tuple[str, ...] = (),
    late_months: Whole = 0,
    late_price: str = "0",
    capacity: str = "share",
    year: tuple[str, ...] = (),
    cap: tuple[str, ...] = (),
    orders: Whole = 200,
    seed: Whole = 7,
    gap: float = 0.0,
    common: Common = PLAIN,
) -> int:
    """Say which open requirements join which lot, firmly or as an option, and what it saves.

    Lots are awarded on --as-of. Units unmet count first, by priority, then cost; every answer is
    proven to its gap and replayed in whole numbers.

    Args:
        party: whose requirements; repeat it for several; else everybody's.
        item: an item or a family; repeat it for several; else all.
        origin: everything must be made there; repeat it for several places.
        commits: the first day on which a party can order, as XDO=2026-09-01; it then joins as an
            option; repeat it for several.
        late_months: how many months late a unit is still taken; else none.
        late_price: what each unit and month of lateness counts, in major units.
        capacity: what a nation alone has of a capacity: share (its part, by units) or whole.
        year: the year of a key figure, as gdp=2024; a key without its year is not computed.
        cap: the most that a party pays, in percent of a cost, as XAL=30; for key gni-capped.
        orders: beyond eight members, how many orders of joining the Shapley value samples.
        seed: which ones.
        gap: relative gap at which a purchase counts as solved, as 0.005.
        common: the options of every command.
    """
    wish = materiel.Wish(
        party,
        item,
        origin,
        {
            name: first
            for name, text in cells(commits).items()
            if (first := day(text, f"--commits {name}"))
        },
        late_months,
        late_price,
        capacity,
    )
    with common.open() as workspace:
        answer = materiel.pool(
            workspace,
            wish,
            years=cells(year),
            caps=cells(cap),
            orders=orders,
            seed=seed,
            gap=gap,
            view=common.view,
            progress=progress,
        )
    if common.json:
        say_json(answer.as_dict())
        return GOOD
    stamps, found = answer.stamps, answer.found
    proven = "unknown" if found.gap is None else f"{100 * found.gap:.3g} %"
    say(
        f"{answer.case}, awarded {stamps.as_of}, known at {stamps.known_at}",
        f"together: {found.cost}; proven within {proven}, replayed",
    )
    for each in answer.tables:
        say("", each.title)
        say_table(each)
    if answer.left_out:
        say("")
    say_findings(answer.left_out)
    return GOOD


COMMAND = Command(
    name="pool",
    group="Plan",
    run=pool,
    example=(
        "materiel pool --case coalition\n"
        "materiel pool --case coalition --item lantern-interceptor --commits XDO=2026-06-01"
    ),
)
