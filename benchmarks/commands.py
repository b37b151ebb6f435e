"""CPU seconds of whole commands on the demo workspace: what a person waits for."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import child_cpu, load, median

RUNS = 5


def run() -> dict[str, object]:
    """Median CPU seconds of each command; the demo itself once, with its own stopwatch."""
    materiel = Path(sys.executable).with_name("materiel")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).joinpath("demo")
        made = subprocess.run(
            [materiel, "demo", place, "--json"], check=True, capture_output=True, text=True
        )
        figures: dict[str, object] = {"load": load(), "demo": json.loads(made.stdout)["seconds"]}
        here = ["-w", str(place), "--case", "patriot"]
        gift = ["--giver", "DEU", "--receiver", "UKR", "--item", "patriot-fire-unit"]
        for name, words in {
            "help": ["--help"],
            "balance": ["balance", *here, *gift, "--rung", "received"],
            "trace": ["trace", "F118", *here],
        }.items():
            times = [child_cpu([str(materiel), *words]) for _ in range(RUNS)]
            figures[f"{name}_cpu_s"] = round(median(times), 2)
        return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
