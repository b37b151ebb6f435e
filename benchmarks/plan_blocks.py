"""The family solved block by block: value, proven gap, CPU seconds and memory of all processes.

``python plan_blocks.py`` takes the alliance instance, where the optimum is known and must lie
between bound and value; ``python plan_blocks.py full`` the largest. The raw solver gets the same
arrays whole, with interior point by name and a limit of wall seconds (third argument, 0: not at
all), and tells how far it came. Processes: second argument.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import coalition_family
import plan_solve
from measure import load

HERE = Path(__file__).resolve()
GRIDS = {"full": (12, 60, 3, 6)}
"""Months, then quarters until, then half-years: the first, coarse model; others: the usual one."""
LIMITED = (
    plan_solve.READ
    + """
import highspy
begin = time.process_time()
h = highspy.Highs()
for name, value in (options | {"time_limit": float(sys.argv[2]), "run_crossover": "off"}).items():
    h.setOptionValue(name, value)
h.passModel(len(data["lower"]), len(data["low"]), len(data["value"]), 2, 1, 0.0, data["costs"],
            data["lower"], data["upper"], data["low"], data["high"], data["start"][:-1],
            data["index"], data["value"], np.zeros(len(data["lower"]), np.int32))
h.run()
info = h.getInfo()
told(begin, info.objective_function_value, None, version=h.version(),
     status=h.modelStatusToString(h.getModelStatus()), iterations=info.ipm_iteration_count)
"""
)


def used() -> tuple[float, int]:
    """CPU seconds, and MB at most, of this process and of those that have ended below it."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
    return seconds, own.ru_maxrss // 1024


def ours(name: str, processes: int) -> dict[str, object]:
    """From the Problem to a value with a proof."""
    from materiel.planning.decomposition import decomposed  # noqa: PLC0415
    from materiel.planning.grid import buckets  # noqa: PLC0415
    from materiel.service.processes import workers  # noqa: PLC0415  (the clock starts after imports)

    problem = coalition_family.make(name)
    fine, middle, short, long = GRIDS.get(name, (24, 60, 3, 6))
    grid = buckets(problem.months, fine=fine, middle=middle, short=short, long=long)
    begin, wall = used()[0], time.perf_counter()
    steps = []

    def told(words: str) -> None:
        steps.append(f"{time.perf_counter() - wall:.0f} s: {words}")

    with workers(processes) as spread:
        found = decomposed(
            problem, coalition_family.weights(), grid=grid, rounds=1, workers=spread, told=told
        )
    seconds, most = used()
    each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "CPU s": round(seconds - begin, 1),
        "wall s": round(time.perf_counter() - wall, 1),
        "value": found.value,
        "bound": found.bound,
        "gap": found.gap,
        "blocks": found.blocks,
        "coupling rules": found.rules,
        "peak MB": {"first process": most, "each other at most": each, "others": processes},
        "steps": steps,
    }


def main(name: str = "alliance", processes: str = "2", seconds: str = "120") -> None:
    """Print both as one line of JSON."""
    report: dict[str, object] = {"scale": name, "load": load(), "cores": os.cpu_count()}
    report["materiel"] = plan_solve.child(sys.executable, str(HERE), "ours", name, processes)
    optimum = plan_solve.OPTIMA.get(name)
    mine = report["materiel"]
    if optimum and "bound" in mine:
        report["off the known optimum"] = [mine["bound"] - optimum, mine["value"] - optimum]
    if int(seconds):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, plan_solve.HERE, "save", name, folder, ""], check=True)
            data = str(Path(folder) / "a.npz")
            report["raw solver, whole"] = plan_solve.child(
                sys.executable, "-c", LIMITED, data, seconds
            )
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["ours"]:
        sys.stdout.write(json.dumps(ours(sys.argv[2], int(sys.argv[3]))) + "\n")
    else:
        main(*sys.argv[1:])
