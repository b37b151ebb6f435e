"""Imports and exports against pandas: a whole release, 250,000 deliveries, a large workbook.

Ours reads, checks every rule, derives postings and writes a hash-chained log; pandas only reads
the same file, or writes the same cells. Each is a process of its own, start included. Pandas
comes from the environment that MATERIEL_BENCH_PEERS names; what is missing is said.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import delivery_file
from measure import load

HERE = Path(__file__).resolve()
KIEL = Path("shared/data/kiel/release07_2022-10/Ukraine_Support_Tracker_R07.xlsx")
KIEL_ROWS = 1032
"""Rows of the main sheet of release 7; the look-alike gets as many."""
FINDINGS = 1
"""Exit code of a command that found something and did its work."""
READ_XLSX = """
import sys, pandas
sheets = pandas.read_excel(sys.argv[1], sheet_name=None, header=None, engine="calamine")
print(len(sheets), sum(map(len, sheets.values())))
"""
READ_CSV = """
import sys, pandas
print(len(pandas.read_csv(sys.argv[1], encoding="iso-8859-1", skiprows=int(sys.argv[2]))))
"""
WRITE_XLSX = """
import sys, pandas
rows = int(sys.argv[2])
frame = pandas.DataFrame({
    "donor": [f"Party {k % 40}" for k in range(rows)],
    "item": [f"Falke-{k % 900}" for k in range(rows)],
    "day": ["2025-01-03"] * rows,
    "units": [k * 7919 % 1000 for k in range(rows)],
    "minor": [k * 104729 % 10**9 for k in range(rows)],
    "cites": [f"sipri-deliveries-2025-01-03:{k}" for k in range(rows)],
})
frame.to_excel(sys.argv[1], index=False, engine="xlsxwriter")
"""
EXPORT = """
import sys
from pathlib import Path
from materiel.exchange.spreadsheet import TableColumn, table_to_xlsx
rows = int(sys.argv[2])
columns = [
    TableColumn("donor"), TableColumn("item"), TableColumn("day"),
    TableColumn("units", "whole", "units", True), TableColumn("minor", "whole", "cents", True),
    TableColumn("cites"),
]
table_to_xlsx(Path(sys.argv[1]), "deliveries", columns, (
    (f"Party {k % 40}", f"Falke-{k % 900}", "2025-01-03", k * 7919 % 1000,
     k * 104729 % 10**9, f"sipri-deliveries-2025-01-03:{k}")
    for k in range(rows)
))
"""
CASE = """
import sys
from datetime import date
from pathlib import Path
from materiel.evidence.documents import Document
from materiel.exchange.workbook.writing import write_workbook
from materiel.kernel.period import Period
from materiel.ledger.case import Case
from materiel.ledger.rows import Commitment, Event
rows, day = int(sys.argv[2]), date(2025, 1, 3)
write_workbook(Path(sys.argv[1]), {
    Case: [Case(id="bench", title="Bench", today=day, fictional=True)],
    Document: [Document(id="d", title="D", publisher="P", published=Period.day(day),
                        locator="l", grade="A")],
    Commitment: [Commitment(id=f"c{k}", kind="gift", title=f"Gift {k}", giver="DEU",
                            receiver="UKR", item="patriot-fire-unit") for k in range(rows // 2)],
    Event: [Event(id=f"e{k}", commitment=(f"c{k}",), event="handed-over", valid=Period.day(day),
                  low=k % 90, high=k % 90, sources=("d",)) for k in range(rows // 2)],
})
"""


def run(rows: int = 250_000, exported: int = 100_000) -> dict[str, object]:
    """All figures; ``rows`` deliveries and ``exported`` rows of a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        return {
            "load": load(),
            "kiel_release_7": _kiel(place),
            "deliveries": _deliveries(place, rows),
            "workbook_export": _export(place, exported),
        }


def _kiel(place: Path) -> dict[str, object]:
    real = HERE.parents[2] / KIEL
    path = real if real.is_file() else _lookalike(place)
    ours = _import(place / "kiel", path)
    peer = _peer(READ_XLSX, path)
    what = "the real file" if path == real else f"a look-alike of {KIEL_ROWS:,} rows"
    return {"file": what, "target_cpu_s": 5, **_beside(ours, peer)}


def _lookalike(place: Path) -> Path:
    sys.path.insert(0, str(HERE.parents[1] / "tests" / "exchange"))
    from kiel_lookalike import ROWS, release  # noqa: PLC0415  (a test's helper, in its folder)

    many = [{**ROWS[k % len(ROWS)], "key": f"DEM{k // 3}"} for k in range(KIEL_ROWS)]
    path = place / "release7.xlsx"
    path.write_bytes(release(many))
    return path


def _deliveries(place: Path, rows: int) -> dict[str, object]:
    path = place / "deliveries.csv"
    delivery_file.write(path, rows)
    ours = _import(place / "deliveries", path)
    peer = _peer(READ_CSV, path, str(delivery_file.PREAMBLE.count("\n")))
    return {
        "file": "a delivery download as SIPRI's, invented",
        "rows": rows,
        "target_s": 60,
        "rows_per_cpu_s": round(rows / float(str(ours["cpu_s"]))),
        **_beside(ours, peer),
        "database_MiB": sum(each.stat().st_size for each in (place / "deliveries").iterdir())
        // 2**20,
    }


def _export(place: Path, rows: int) -> dict[str, object]:
    figures: dict[str, object] = {"rows": rows, "target_s": 20}
    peer = _peer(WRITE_XLSX, place / "peer.xlsx", str(rows))
    for name, code in {"table_of_six_columns": EXPORT, "case_workbook": CASE}.items():
        path = place / f"{name}.xlsx"
        command = [sys.executable, "-c", code, str(path), str(rows)]
        figures[name] = _beside(_measured(command), peer)
    return figures


def _import(workspace: Path, path: Path) -> dict[str, object]:
    """The import in a new process, into an empty workspace that stands already."""
    materiel = str(Path(sys.executable).with_name("materiel"))
    subprocess.run(
        [materiel, "init", str(workspace), "--as", "bench"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return _measured([materiel, "import", str(path), "-w", str(workspace)], (0, FINDINGS))


def _peer(code: str, *words: object) -> dict[str, object] | str:
    python = Path(os.environ.get("MATERIEL_BENCH_PEERS", "")) / "python"
    if not python.is_file():
        return "not installed"
    return _measured([str(python), "-c", code, *map(str, words)])


def _measured(command: Sequence[str], good: Sequence[int] = (0,)) -> dict[str, object]:
    """CPU and wall seconds and the peak memory of one process.

    Raises:
        CalledProcessError: it ended with another code.
    """
    with Path(os.devnull).open("wb") as nothing:
        start = os.times().elapsed
        process = subprocess.Popen(command, stdout=nothing)
        _, status, used = os.wait4(process.pid, 0)
        wall = os.times().elapsed - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise subprocess.CalledProcessError(process.returncode, command)
    return {
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "wall_s": round(wall, 2),
        "peak_MiB": used.ru_maxrss // 1024,
    }


def _beside(ours: dict[str, object], peer: dict[str, object] | str) -> dict[str, object]:
    found: dict[str, object] = {"ours": ours, "pandas": peer}
    if isinstance(peer, dict):
        ratio = float(str(ours["cpu_s"])) / max(float(str(peer["cpu_s"])), 0.01)
        found["times_the_cpu_of_pandas"] = round(ratio, 1)
    return found


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    sys.stdout.write(json.dumps(run(*numbers), indent=2) + "\n")
