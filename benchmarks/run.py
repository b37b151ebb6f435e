"""Run benchmarks in processes of their own and print one JSON report (``make bench``).

Without an argument those that are done within minutes; ``all`` adds the long ones; a name, with
its own arguments in quotes, runs that one: ``make bench ARGS="'plan_blocks full'"``.
"""

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = (
    *("ledger_store", "plan_arrays", "plan_solve", "plan_blocks", "plan_steady", "plan_sweep"),
    *("pooling", "ocds", "commands", "imports", "intake", "evidence_bounds"),
)
LONG = ("plan_whole", "plan_arrays full", "plan_blocks full 2 600")


def main() -> int:
    """Run the benchmarks named on the command line, or all; non-zero when one fails."""
    here = Path(__file__).parent
    wanted = sys.argv[1:] or list(BENCHMARKS)
    if wanted == ["all"]:
        wanted = [*BENCHMARKS, *LONG]
    report: dict[str, object] = {}
    failed = 0
    for name in wanted:
        script, *arguments = name.split()
        path = here / (script if script.endswith(".py") else f"{script}.py")
        if not path.is_file():
            report[name] = "no such benchmark"
            failed += 1
            continue
        found = subprocess.run(
            [sys.executable, path, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=here,
        )
        if found.returncode:
            failed += 1
            report[name] = {"failed": found.stderr.strip().splitlines()[-5:]}
            continue
        try:
            report[name] = json.loads(found.stdout)
        except ValueError:
            report[name] = found.stdout
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
