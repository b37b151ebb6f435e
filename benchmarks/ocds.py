"""Merging OCDS releases against ocdsmerge: the same releases, the same rules, the same answers.

The peer runs in a process of its own, from the environment that MATERIEL_BENCH_PEERS names, on a
file that both read before the clock starts. Rounds alternate, so that both meet the same machine.
Each side reports the CPU seconds of merging alone and a digest of all merged releases.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import load, median

from materiel.exchange.ocds.merging import compile_releases, version_releases
from materiel.exchange.ocds.rules import packaged_rules

ROUNDS = 7
PEER = """
import hashlib, json, sys, time
from ocdsmerge import Merger
with open(sys.argv[1], encoding="utf-8") as stream:
    given = json.load(stream)
rules = {tuple(path.split("/")): rule for path, rule in given["rules"]}
merger = Merger(merge_rules=rules)
make = getattr(merger, sys.argv[2])
start = time.process_time()
made = [make(releases) for releases in given["processes"]]
spent = time.process_time() - start
text = json.dumps(made, sort_keys=True)
print(json.dumps([spent, hashlib.sha256(text.encode()).hexdigest()]))
"""
RULES = {"omit": "omitWhenMerged", "whole": "wholeListMerge"}
KINDS = {
    "compiled": (compile_releases, "create_compiled_release"),
    "versioned": (version_releases, "create_versioned_release"),
}


def process(number: int, releases: int, draw: random.Random) -> list[dict[str, object]]:
    """The releases of one process: a tender, then awards, contracts, items and payments that grow.

    Each release repeats a part of what stood and changes some of it, as publishers do.
    """
    made = []
    for step in range(releases):
        parties = [
            {
                "id": f"P-{each}",
                "name": f"Party {each}",
                "roles": draw.sample(["buyer", "supplier", "payer", "payee"], 2),
                "identifier": {"scheme": "XX-TEST", "id": str(each)},
                "additionalIdentifiers": [{"scheme": "YY", "id": str(draw.randrange(9))}],
                "address": {"locality": f"Town {draw.randrange(50)}", "countryName": "Nowhere"},
            }
            for each in draw.sample(range(12), 5)
        ]
        contracts = [
            {
                "id": f"C-{each}",
                "awardID": f"A-{each}",
                "title": f"Contract {each}",
                "status": draw.choice(["pending", "active", "terminated"]),
                "value": {"amount": draw.randrange(10**9), "currency": "EUR"},
                "period": {"startDate": "2024-01-01T00:00:00Z", "endDate": f"203{step % 10}-01-01"},
                "items": [
                    {
                        "id": str(line),
                        "description": f"Item {line}",
                        "quantity": draw.randrange(100),
                        "unit": {"name": "each", "value": {"amount": line, "currency": "EUR"}},
                    }
                    for line in range(draw.randrange(1, 6))
                ],
                "implementation": {
                    "transactions": [
                        {"id": f"T-{step}-{each}", "value": {"amount": each, "currency": "EUR"}}
                        for each in range(3)
                    ]
                },
            }
            for each in draw.sample(range(6), 2)
        ]
        made.append(
            {
                "ocid": f"bench-{number}",
                "id": f"{number}-{step}",
                "date": f"2024-{1 + step % 12:02d}-01T{step // 12:02d}:00:00Z",
                "tag": ["contractUpdate"],
                "initiationType": "tender",
                "parties": parties,
                "tender": {"id": "T", "title": f"Tender {number}", "submissionMethod": ["written"]},
                "contracts": contracts,
            }
        )
    return made


def ours(kind: str, processes: list[list[dict[str, object]]]) -> tuple[float, str]:
    """CPU seconds of our merging, and the digest of what it gave."""
    rules = packaged_rules("1.1")
    make = KINDS[kind][0]
    start = time.process_time()
    made = [make(releases, rules) for releases in processes]
    spent = time.process_time() - start
    return spent, hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def run(count: int = 150, releases: int = 12) -> dict[str, object]:
    """Both kinds of merged release, ours and the peer's; ``ratio`` is their seconds over ours."""
    draw = random.Random(20240103)
    processes = [process(number, releases, draw) for number in range(count)]
    figures: dict[str, object] = {"load": load(), "processes": count, "releases": count * releases}
    folder = os.environ.get("MATERIEL_BENCH_PEERS", "")
    python = Path(folder) / "python"
    with tempfile.TemporaryDirectory() as place:
        given = Path(place) / "releases.json"
        rules = [(path, RULES[word]) for path, word in packaged_rules("1.1").paths()]
        given.write_text(json.dumps({"rules": rules, "processes": processes}), encoding="utf-8")
        for kind, (_, peer) in KINDS.items():
            mine, theirs, same = [], [], True
            for _ in range(ROUNDS):
                spent, digest = ours(kind, processes)
                mine.append(spent)
                if not folder:
                    continue
                found = subprocess.run(
                    [python, "-c", PEER, given, peer], capture_output=True, text=True, check=True
                )
                spent, other = json.loads(found.stdout)
                theirs.append(spent)
                same = same and digest == other
            figures[kind] = {
                "ours_cpu_s": round(median(mine), 4),
                "ocdsmerge_cpu_s": round(median(theirs), 4) if theirs else "no peer: make bench",
                "ratio": round(median(theirs) / median(mine), 2) if theirs else None,
                "same_answers": same if theirs else None,
            }
    return figures


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(), indent=2) + "\n")
