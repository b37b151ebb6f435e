"""From a planning problem to a model in the solver, against linopy and Pyomo building it.

Ours starts from the Problem (names and numbers), linopy from ready arrays, one variable array
and one constraint array for each of our blocks, so its figure is a lower bound. Both end with
the model inside HiGHS. linopy runs in a process of its own, from the environment that
MATERIEL_BENCH_PEERS names, Pyomo likewise; what is missing is said. ``full`` as an argument
takes the largest scale (without Pyomo, which needs minutes there).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import coalition_family
import numpy as np
import plan_solve
from measure import load, median

from materiel.optimise import engine
from materiel.optimise.model import Model
from materiel.planning.formulation import formulate

REPEATS = 3
LINOPY = """
import json, sys, time
import numpy as np, pandas as pd, xarray as xr, linopy, highspy
from linopy.expressions import LinearExpression
data = dict(np.load(sys.argv[1]))
blocks = json.load(open(sys.argv[2]))

def build():
    model = linopy.Model()
    label = np.empty(len(data["lower"]), np.int64)
    for name, first, last in blocks["columns"]:
        for kind in (False, True):
            mine = first + np.flatnonzero(data["integer"][first:last] == kind)
            if len(mine):
                low = xr.DataArray(data["lower"][mine], dims="d" + name)
                high = xr.DataArray(data["upper"][mine], dims="d" + name)
                whole = {"integer": True} if kind else {}
                made = model.add_variables(lower=low, upper=high, name=f"{name}{kind}", **whole)
                label[mine] = made.labels.values.ravel()
    start, index, value = data["start"], data["index"], data["value"]
    for name, first, last in blocks["rows"]:
        ends = start[first:last + 1]
        size = np.diff(ends)
        width = int(size.max()) if len(size) else 0
        if not width:
            continue
        row = np.repeat(np.arange(last - first), size)
        term = np.arange(ends[-1] - ends[0]) - np.repeat(ends[:-1] - ends[0], size)
        variables = np.full((last - first, width), -1, np.int64)
        coefficients = np.zeros((last - first, width))
        variables[row, term] = label[index[ends[0]:ends[-1]]]
        coefficients[row, term] = value[ends[0]:ends[-1]]
        dim = "r" + name
        terms = xr.Dataset(
            {"coeffs": ((dim, "_term"), coefficients), "vars": ((dim, "_term"), variables)},
            coords={dim: np.arange(last - first)},
        )
        low, high = data["low"][first:last], data["high"][first:last]
        sign, side = ("=", low) if (low == high).all() else (
            ("<=", high) if np.isfinite(high).all() else (">=", low))
        side = xr.DataArray(side, dims=dim, coords={dim: np.arange(last - first)})
        model.add_constraints(LinearExpression(terms, model), sign, side, name=name)
    model.add_objective(made.sum())
    return model

times = []
for _ in range(int(sys.argv[3])):
    begin = time.process_time()
    model = build()
    built = time.process_time()
    solver = model.to_highspy() if hasattr(model, "to_highspy") else None
    if solver is None:
        from linopy.io import to_highspy
        solver = to_highspy(model)
    times.append((built - begin, time.process_time() - begin))
    size = [solver.getNumCol(), solver.getNumRow(), solver.getNumNz()]
times.sort(key=lambda pair: pair[1])
import resource
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
middle = times[len(times) // 2]
print(json.dumps({"peak MB": peak, "build": middle[0], "total": middle[1],
                  "sizes": size, "version": linopy.__version__}))
"""


def ours(name: str) -> dict[str, object]:
    """CPU seconds for each part, median of the repeats, and the model for the peer."""
    import highspy  # noqa: F401, PLC0415  (loaded before the clock starts, as linopy's is)

    parts: dict[str, list[float]] = {"problem": [], "rows": [], "arrays": [], "solver": []}
    for _ in range(REPEATS):
        begin = time.process_time()
        problem = coalition_family.make(name)
        made = time.process_time()
        model = formulate(problem, whole="nothing").model
        written = time.process_time()
        arrays = model.arrays()
        ready = time.process_time()
        size = engine.load(arrays)
        done = time.process_time()
        for part, seconds in zip(
            parts, (made - begin, written - made, ready - written, done - ready), strict=True
        ):
            parts[part].append(seconds)
    seconds = {part: round(median(times), 4) for part, times in parts.items()}
    total = sum(value for part, value in seconds.items() if part != "problem")
    return {
        "sizes": {"columns": size[0], "rows": size[1], "nonzeros": size[2]},
        "peak MB": plan_solve.peak(),
        "CPU s": seconds | {"rows to solver": round(total, 4)},
        "model": model,
        "arrays": arrays,
    }


def merged(blocks: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Neighbours of one name as one block, which is how one would write them in linopy."""
    found: list[tuple[str, int, int]] = []
    for name, first, last in blocks:
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1], last)
        else:
            found.append((name, first, last))
    return found


def theirs(model: Model, arrays: object, size: dict[str, int]) -> dict[str, object]:
    """The same rows by linopy, or why not."""
    python = Path(os.environ.get("MATERIEL_BENCH_PEERS", ".")) / "python"
    probe = [str(python), "-c", "import linopy, highspy"]
    if not python.is_file() or subprocess.run(probe, capture_output=True, check=False).returncode:
        return {"missing": f"no linopy beside {python}; make bench sets it up"}
    with tempfile.TemporaryDirectory() as folder:
        data, blocks, code = (Path(folder) / name for name in ("a.npz", "blocks.json", "peer.py"))
        fields = ("lower", "upper", "integer", "low", "high", "start", "index", "value")
        np.savez(data, **{name: getattr(arrays, name) for name in fields})
        blocks.write_text(
            json.dumps({side: merged(found) for side, found in model.blocks().items()})
        )
        code.write_text(LINOPY)
        done = subprocess.run(
            [str(python), str(code), str(data), str(blocks), str(REPEATS)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-3:]}
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if found["sizes"][0] != size["columns"] or found["sizes"][2] != size["nonzeros"]:
        return {"failed": f"other sizes: {found['sizes']}"}
    return found


def pyomo(arrays: object) -> dict[str, object]:
    """Pyomo's build of the same rows and its hand-over to HiGHS, once."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "a.npz"
        fields = ("lower", "upper", "integer", "low", "high", "start", "index", "value")
        costs = np.zeros(len(arrays.lower))
        np.savez(data, costs=costs, **{name: getattr(arrays, name) for name in fields})
        return plan_solve.peer(plan_solve.PYOMO.replace("BUILD_ONLY", "True"), str(data))


def main(name: str = "alliance") -> None:
    """Print both, the ratio and the sizes as one line of JSON."""
    busy = load()
    mine = ours(name)
    model, arrays = mine.pop("model"), mine.pop("arrays")
    peer = theirs(model, arrays, mine["sizes"])
    report = {"scale": name, "load": busy, "materiel": mine, "linopy": peer}
    own = mine["CPU s"]["rows to solver"]
    if "total" in peer:
        report["linopy / materiel"] = round(peer["total"] / own, 2)
    if name != "full":
        report["Pyomo"] = pyomo(arrays)
        if "CPU s" in report["Pyomo"]:
            report["Pyomo / materiel"] = round(report["Pyomo"]["CPU s"] / own, 2)
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
