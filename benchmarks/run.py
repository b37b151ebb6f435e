"""Run every benchmark in a process of its own and print one JSON report (``make bench``)."""

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = (
    *("ledger_store.py", "plan_arrays.py", "plan_solve.py", "plan_whole.py"),
    *("pooling.py", "ocds.py", "commands.py", "imports.py", "evidence_bounds.py"),
)


def main() -> int:
    """Run the benchmarks named on the command line, or all; non-zero when one fails."""
    here = Path(__file__).parent
    wanted = sys.argv[1:] or BENCHMARKS
    report: dict[str, object] = {}
    failed = 0
    for name in wanted:
        path = here / (name if name.endswith(".py") else f"{name}.py")
        if not path.is_file():
            report[name] = "no such benchmark"
            failed += 1
            continue
        found = subprocess.run(
            [sys.executable, path], capture_output=True, text=True, check=False, cwd=here
        )
        if found.returncode:
            failed += 1
            report[path.stem] = {"failed": found.stderr.strip().splitlines()[-5:]}
            continue
        try:
            report[path.stem] = json.loads(found.stdout)
        except ValueError:
            report[path.stem] = found.stdout
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
