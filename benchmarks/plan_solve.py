"""The alliance instance from its names and numbers to a proven optimum, and again after a change.

Four ways to the same optimum, each in a process of its own, one after another: materiel from the
Problem; the raw solver from arrays that are ready (interior point and crossover by name, as the
family's description asks); linopy and Pyomo from the same arrays, with the same solver and
options. CPU seconds, without imports; the arrays of the peers cost them nothing. With ``whole``
the systems sent and the options are integers: materiel rounds them and proves how far that may
be from the best, the peers search to a gap of 0.1 % for 15 minutes of wall time at most.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import coalition_family
import numpy as np
from measure import load

from materiel.optimise.answer import Stage, weighted
from materiel.planning.draft import Draft
from materiel.planning.estimate import Estimator, parts_of
from materiel.planning.formulation import formulate
from materiel.planning.grid import buckets
from materiel.planning.problem import Problem
from materiel.planning.rounding import rounded

HERE = Path(__file__).resolve()
OPTIMA = {"alliance": 33_995.460, "demo": 17_235.142}

READ = """
import json, resource, sys, time
import numpy as np
data = dict(np.load(sys.argv[1]))
whole = len(sys.argv) > 2
options = {"output_flag": False, "threads": 1, "random_seed": 0}
searched = {"mip_lp_solver": "ipx", "mip_rel_gap": 1e-3, "time_limit": 900.0}
options |= searched if whole else {"solver": "ipx"}

def told(begin, value, bound, **more):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"CPU s": round(time.process_time() - begin, 2), "value": value,
                      "bound": bound, "peak MB": peak} | more))
"""
RAW = (
    READ
    + """
import highspy
begin = time.process_time()
h = highspy.Highs()
for name, value in options.items():
    h.setOptionValue(name, value)
kinds = data["integer"].astype(np.int32) if whole else np.zeros(len(data["lower"]), np.int32)
h.passModel(len(data["lower"]), len(data["low"]), len(data["value"]), 2, 1, 0.0, data["costs"],
            data["lower"], data["upper"], data["low"], data["high"], data["start"][:-1],
            data["index"], data["value"], kinds)
h.run()
info = h.getInfo()
bound = info.mip_dual_bound if whole else None
told(begin, info.objective_function_value, bound, version=h.version())
"""
)
LINOPY = (
    READ
    + """
import linopy, xarray as xr
from linopy.expressions import LinearExpression
from linopy.io import to_highspy
begin = time.process_time()
model = linopy.Model()
kinds = data["integer"] if whole else np.zeros(len(data["lower"]), bool)
label = np.empty(len(kinds), np.int64)
objective = 0
for kind in (False, True):
    mine = np.flatnonzero(kinds == kind)
    if len(mine):
        names = ("lower", "upper", "costs")
        low, high, cost = (xr.DataArray(data[name][mine], dims="c") for name in names)
        made = model.add_variables(lower=low, upper=high, name=f"x{kind}", integer=kind)
        label[mine] = made.labels.values
        objective = objective + (made * cost).sum()
size = np.diff(data["start"])
equal = data["low"] == data["high"]
sides = (("=", equal, "low"), ("<=", ~equal & np.isfinite(data["high"]), "high"),
         (">=", ~equal & ~np.isfinite(data["high"]), "low"))
for name, (sign, mine, side) in enumerate(sides):
    for width in np.unique(size[mine & (size > 0)]):
        rows = np.flatnonzero(mine & (size == width))
        at = data["start"][rows][:, None] + np.arange(width)
        terms = xr.Dataset({"coeffs": (("r", "_term"), data["value"][at]),
                            "vars": (("r", "_term"), label[data["index"][at]])},
                           coords={"r": np.arange(len(rows))})
        right = xr.DataArray(data[side][rows], dims="r", coords={"r": np.arange(len(rows))})
        model.add_constraints(LinearExpression(terms, model), sign, right, name=f"{name}-{width}")
model.add_objective(objective)
h = to_highspy(model)
built = round(time.process_time() - begin, 2)
for name, value in options.items():
    h.setOptionValue(name, value)
h.run()
told(begin, h.getInfo().objective_function_value, None, build=built, version=linopy.__version__)
"""
)
PYOMO = (
    READ
    + """
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers.highs import Highs
from pyomo.core.expr.numeric_expr import LinearExpression
from pyomo.version import version
begin = time.process_time()
model = pyo.ConcreteModel()
count = len(data["lower"])
kinds = data["integer"] if whole else np.zeros(count, bool)
end = [(low, None if np.isinf(up) else up)
       for low, up in zip(data["lower"].tolist(), data["upper"].tolist())]
model.x = pyo.Var(range(count), bounds=lambda m, c: end[c],
                  domain=lambda m, c: pyo.Integers if kinds[c] else pyo.Reals)
x = [model.x[c] for c in range(count)]
start, index, value = (data[name].tolist() for name in ("start", "index", "value"))
low, high = data["low"].tolist(), data["high"].tolist()

def row(model, r):
    a, b = start[r], start[r + 1]
    if a == b:
        return pyo.Constraint.Skip
    body = LinearExpression(linear_coefs=value[a:b], linear_vars=[x[c] for c in index[a:b]])
    if low[r] == high[r]:
        return body == low[r]
    ends = [end if np.isfinite(end) else None for end in (low[r], high[r])]
    return (ends[0], body, ends[1])

model.r = pyo.Constraint(range(len(low)), rule=row)
used = np.flatnonzero(data["costs"]).tolist()
model.o = pyo.Objective(expr=LinearExpression(
    linear_coefs=data["costs"][used].tolist(), linear_vars=[x[c] for c in used]))
solver = Highs()
if BUILD_ONLY:
    solver.set_instance(model)
    told(begin, None, None, version=version)
else:
    solver.highs_options = options
    solver.config.load_solution = False
    result = solver.solve(model)
    told(begin, float(result.best_feasible_objective), result.best_objective_bound, version=version)
"""
)


def peak() -> int:
    """MB of memory that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def save(name: str, folder: str, whole: str) -> None:
    """Write the instance's arrays and costs for the peers."""
    draft = formulate(coalition_family.make(name), whole="sent" if whole else "nothing")
    arrays, weights = draft.model.arrays(), coalition_family.weights()
    parts = parts_of(draft, weights)
    costs = np.sum([weight * parts[part] for part, weight in weights.items()], axis=0)
    fields = ("lower", "upper", "integer", "low", "high", "start", "index", "value")
    np.savez(
        Path(folder) / "a.npz", costs=costs, **{field: getattr(arrays, field) for field in fields}
    )


def changes(problem: Problem) -> dict[str, Problem]:
    """The family's changes: a need grows, a line stops for half a year, a budget, a consent."""
    need, line, budget, gate = (
        problem.requirements[0],
        problem.lines[0],
        problem.budgets[0],
        problem.gates[0],
    )
    stopped = (*line.capacity[:10], *(0,) * 6, *line.capacity[16:])
    more = replace(need, units=need.units * Fraction(6, 5))
    return {
        "need + 20 %": replace(problem, requirements=(more, *problem.requirements[1:])),
        "line stops 6 months": replace(
            problem, lines=(replace(line, capacity=stopped), *problem.lines[1:])
        ),
        "budget - 10 %": replace(
            problem,
            budgets=(replace(budget, amount=budget.amount * 9 // 10), *problem.budgets[1:]),
        ),
        "consent withdrawn": replace(
            problem, gates=(replace(gate, opens=None), *problem.gates[1:])
        ),
    }


def ours(name: str, grid: str = "") -> dict[str, Any]:
    """From the Problem to the proven optimum, then each change on the basis that is kept."""
    import highspy  # noqa: F401, PLC0415  (loaded before the clock starts, as the peers' is)

    problem = coalition_family.make(name)
    begin = time.process_time()
    estimator = Estimator(
        problem, coalition_family.weights(), grid=buckets(problem.months) if grid else None
    )
    built = time.process_time()
    found = estimator.estimate()
    done = time.process_time()
    again = {}
    for words, changed in changes(problem).items():
        start = time.process_time()
        kept = estimator.change(changed)
        value = estimator.estimate()
        again[words] = {
            "CPU s": round(time.process_time() - start, 2),
            "value": value.value,
            "bound": value.bound,
            "on the basis": kept,
        }
    return {
        "CPU s": round(done - begin, 2),
        "build": round(built - begin, 2),
        "value": found.value,
        "bound": found.bound,
        "peak MB": peak(),
        "again": again,
    }


def ours_whole(name: str) -> dict[str, Any]:
    """The same with systems sent and options in whole numbers."""
    import highspy  # noqa: F401, PLC0415  (as above)

    problem, weights = coalition_family.make(name), coalition_family.weights()
    begin = time.process_time()
    found = rounded(problem, weights)
    return {
        "CPU s": round(time.process_time() - begin, 2),
        "value": found.value,
        "bound": found.bound,
        "gap": found.gap,
        "peak MB": peak(),
    }


def weighted_stage(draft: Draft, weights: dict[str, float]) -> Stage:
    parts = parts_of(draft, weights)
    stages = [Stage(part, np.flatnonzero(c), c[np.flatnonzero(c)]) for part, c in parts.items()]
    return weighted("weighted", stages, [weights[stage.name] for stage in stages])


def child(*command: str) -> dict[str, Any]:
    """What a process prints as its last line, or why it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-3:]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def peer(code: str, data: str, *more: str) -> dict[str, Any]:
    """A peer on the saved arrays, in the environment of the peers."""
    python = Path(os.environ.get("MATERIEL_BENCH_PEERS", ".")) / "python"
    if not python.is_file():
        return {"missing": f"no {python}; make bench sets it up"}
    return child(str(python), "-c", code.replace("BUILD_ONLY", "False"), data, *more)


def main(name: str = "alliance", whole: str = "") -> None:
    """Print all four as one line of JSON."""
    report: dict[str, Any] = {"scale": name, "load": load(), "whole": bool(whole)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, HERE, "save", name, folder, whole], check=True)
        data, flag = str(Path(folder) / "a.npz"), [whole] if whole else []
        report["materiel"] = child(sys.executable, str(HERE), "ours", name, whole)
        report["raw solver"] = child(sys.executable, "-c", RAW, data, *flag)
        if not whole:
            report["materiel, later months in buckets"] = child(
                sys.executable, str(HERE), "ours", name, "", "grid"
            )
        report["linopy"] = peer(LINOPY, data, *flag)
        report["Pyomo"] = peer(PYOMO, data, *flag)
    own = report["materiel"].get("CPU s")
    for other in ("raw solver", "linopy", "Pyomo"):
        if own and "CPU s" in report[other]:
            report[f"materiel / {other}"] = round(own / report[other]["CPU s"], 2)
    if not whole and "value" in report["materiel"]:
        report["off the known optimum"] = report["materiel"]["value"] - OPTIMA[name]
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["save"]:
        save(*sys.argv[2:])
    elif sys.argv[1:2] == ["ours"]:
        own_name, own_whole, *own_grid = sys.argv[2:]
        run = ours_whole(own_name) if own_whole else ours(own_name, *own_grid)
        sys.stdout.write(json.dumps(run) + "\n")
    else:
        main(*sys.argv[1:])
