"""A delivery download as large as wanted, invented, for the benchmark of imports."""

import random
from pathlib import Path

HEADER = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,"
    "Order date,Order date is estimate,Numbers delivered,Numbers delivered is estimate,"
    "Delivery year,Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,"
    "TIV delivery values,Local production"
)
PREAMBLE = "Invented\nA '?' marks uncertain data.\n\nData generated: 3 Jan 2025 9:16:02 PM\n"
PARTIES = (
    *("Germany", "France", "Poland", "United States", "Sweden", "Norway", "Spain", "Italy"),
    *("Ukraine", "Kenya", "Chile", "Japan", "Thailand", "Egypt", "Greece", "Netherlands"),
)
SORTS = (
    *(("SAM", "Missiles"), ("tank", "Armoured vehicles"), ("mortar", "Artillery")),
    *(("transport aircraft", "Aircraft"), ("APC", "Armoured vehicles"), ("UAV", "Aircraft")),
)
ROWS_OF_A_DEAL = 2
DESIGNATIONS = 3000


def write(path: Path, rows: int) -> None:
    """So many deliveries of half as many deals; a sixth of the numbers is marked as uncertain."""
    draw = random.Random(20250103)
    lines = []
    for number in range(rows):
        if number % ROWS_OF_A_DEAL == 0:
            supplier, recipient = draw.sample(PARTIES, 2)
            kind = draw.randrange(DESIGNATIONS)
            name, (sort, category) = f"Falke-{kind}", SORTS[kind % len(SORTS)]
            ordered = draw.randrange(2000, 2020)
        count, unit = draw.randrange(1, 60), draw.randrange(1, 90)
        lines.append(
            f"{number // ROWS_OF_A_DEAL + 1},{supplier},{recipient},{name},{sort},{category},"
            f"{ordered},No,{count},{'Yes' if draw.random() < 1 / 6 else 'No'},"
            f"{ordered + 1 + number % ROWS_OF_A_DEAL},No,New,{unit},{unit},{unit * count},No"
        )
    path.write_text(PREAMBLE + HEADER + "\n" + "\n".join(lines) + "\n", encoding="iso-8859-1")
