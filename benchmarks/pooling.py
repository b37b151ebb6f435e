"""32 nations, 60 items, 5 offers each: build, solve to 0.5 % and replay, beside linopy's build.

The generator is published here: ``make`` draws a pool from a seed. Families of three items share
accept-lists, so that the markets are not single items. linopy builds the same rows from ready
arrays in a process of its own (see ``plan_arrays``), so its figure is a lower bound.
"""

import json
import sys
import time

import numpy as np
import plan_arrays
from measure import load, median

from materiel.optimise import engine
from materiel.procurement.pooling.model import formulate
from materiel.procurement.pooling.solve import buy
from materiel.procurement.pooling.values import Need, Offer, Pool, Rules, Tier

REPEATS = 3
GAP = 0.005
NATIONS, ITEMS, OFFERS, FAMILY = 32, 60, 5, 3
SHARE = 1.0
"""Of all pairs of nation and item, how many hold a need: all, the hardest reading."""


def make(seed: int = 11, nations: int = NATIONS, items: int = ITEMS, offers: int = OFFERS) -> Pool:
    """A pool: nations of Pareto size, needs by size, offers with three to five price tiers.

    Every nation needs every item; half of the needs accept a second item of the
    family. Offers differ in price, tiering, minimum, fixed cost, monthly capacity, lead time,
    origin and buyers; one in four has an option. Capacities of an item's offers sum to about
    one and a half times what is needed, so that no single offer serves everybody.
    """
    draw = np.random.Generator(np.random.Philox(seed))
    size = draw.pareto(1.5, nations) + 0.3
    size /= size.mean()
    needs: list[Need] = []
    wanted = np.zeros(items)
    typical = 10 ** draw.uniform(0.7, 2.0, items)
    for item in range(items):
        first = item - item % FAMILY
        for nation in np.flatnonzero(draw.random(nations) < SHARE).tolist():
            units = int(np.ceil(typical[item] * size[nation] * draw.lognormal(0, 0.4)))
            other = first + int(draw.integers(0, FAMILY))
            accepts = {item, other} if draw.random() < 0.5 else {item}
            wanted[item] += units
            needs.append(
                Need(
                    id=f"q{len(needs)}",
                    party=f"N{nation:02d}",
                    items=tuple(f"i{each:02d}" for each in sorted(accepts)),
                    units=units,
                    priority=int(draw.integers(1, 4)),
                    due=int(draw.integers(6, 13)) * 3,
                    commits=int(draw.choice([0, 0, 0, 0, 6])),
                    origins=("EU",) if draw.random() < 0.1 else (),
                )
            )
    return Pool(
        f"pool-{seed}", "EUR", tuple(needs), _offers(draw, wanted, offers, nations), Rules()
    )


def _offers(
    draw: np.random.Generator, wanted: np.ndarray, count: int, nations: int
) -> tuple[Offer, ...]:
    found = []
    for item, total in enumerate(wanted.tolist()):
        worth = draw.lognormal(11, 1.2)
        for number in range(count):
            steps = int(draw.integers(3, 6))
            starts = np.unique(np.rint(total * np.sort(draw.uniform(0.05, 0.9, steps - 1))))
            starts = [1, *(int(start) for start in starts if start > 1)]
            price = worth * draw.uniform(0.9, 1.25)
            prices = [int(price * 100 * 0.94**step) for step in range(len(starts))]
            most = max(4, int(total * draw.uniform(0.15, 0.5)))
            option = draw.random() < 0.25
            few = draw.choice(nations, int(nations * 0.8), replace=False).tolist()
            found.append(
                Offer(
                    id=f"o{item:02d}-{number}",
                    supplier=f"S{int(draw.integers(0, 40)):02d}",
                    item=f"i{item:02d}",
                    tiers=tuple(map(Tier, starts, prices)),
                    tiering="all-units" if draw.random() < 0.5 else "incremental",
                    minimum=int(total * draw.uniform(0, 0.1)),
                    fixed=int(price * 100 * draw.uniform(0, 5)),
                    monthly=max(1, int(most / draw.uniform(6, 24))),
                    most=most,
                    lead=int(draw.integers(3, 18)),
                    origin=str(draw.choice(["EU", "US", "KR"], p=[0.6, 0.25, 0.15])),
                    buyers=frozenset(f"N{n:02d}" for n in few) if draw.random() < 0.2 else None,
                    option_units=most // 3 if option else 0,
                    option_price=int(price * 97) if option else 0,
                    option_last=12 if option else -1,
                )
            )
    return tuple(found)


def main() -> None:
    """Print sizes, seconds of each part, the gap, and linopy's build, as one line of JSON."""
    import highspy  # noqa: F401, PLC0415  (loaded before the clock starts, as linopy's is)

    busy = load()
    pool = make()
    parts: dict[str, list[float]] = {"rows": [], "arrays": [], "solver": []}
    for _ in range(REPEATS):
        begin = time.process_time()
        model = formulate(pool).model
        written = time.process_time()
        arrays = model.arrays()
        ready = time.process_time()
        size = engine.load(arrays)
        done = time.process_time()
        for part, seconds in zip(
            parts, (written - begin, ready - written, done - ready), strict=True
        ):
            parts[part].append(seconds)
    wall, cpu = time.perf_counter(), time.process_time()
    bought = buy(pool, gap=GAP)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    build = {part: round(median(times), 4) for part, times in parts.items()}
    sizes = {"columns": size[0], "rows": size[1], "nonzeros": size[2]}
    total = sum(build.values())
    report = {
        "load": busy,
        "pool": {
            "nations": len(pool.parties),
            "items": len({offer.item for offer in pool.offers}),
            "offers": len(pool.offers),
            "needs": len(pool.needs),
            "markets": len(pool.markets()),
        },
        "sizes": sizes,
        "whole columns": int(arrays.integer.sum()),
        "build CPU s": build | {"rows to solver": round(total, 4)},
        "buy": {
            "wall s": round(wall, 2),
            "CPU s": round(cpu, 2),
            "build share": round(total / cpu, 4),
            "gap": bought.gap,
            "within": bought.gap is not None and bought.gap <= GAP,
            "status": bought.status,
            "cost": bought.cost,
            "units unmet": bought.unmet_units(),
            "lots": len(bought.lots),
            "replayed": True,  # ``buy`` raises where the replay disagrees
        },
    }
    peer = plan_arrays.theirs(model, arrays, sizes)
    report["linopy build"] = peer
    if "total" in peer:
        report["linopy / materiel"] = round(peer["total"] / total, 2)
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main()
