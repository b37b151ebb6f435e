"""Reading documents: how many of 3,000 characters a CPU second, and how long a flood takes."""

import json
import random
import time

from materiel.evidence.intake import read_document
from materiel.evidence.relating import relate

LETTERS = 3_000
DOCUMENTS = 60
GIVERS = ("Germany", "Norway", "the Netherlands", "Poland", "Lithuania", "Canada")
GOODS = ("Leopard 2 tanks", "Patriot missiles", "155mm shells", "IRIS-T systems", "Boxer vehicles")
SENTENCES = (
    "{giver} has delivered {count} {goods} to Ukraine, its defence ministry said on Thursday.",
    "Under the contract, worth {sum} billion euros (${more} billion), Rheinmetall will build them.",
    "The minister added that talks with partners go on, and that nothing has been decided yet.",
    "Up to {count} {goods} could follow by the end of {year}, if all options are exercised.",
    "On {day} March the alliance met again; no number was given, and the opposition complained.",
    "In {year} {giver} announced another package of {sum} billion kroner for the same purpose.",
)


def document(draw: random.Random) -> str:
    made = ""
    while len(made) < LETTERS:
        made += draw.choice(SENTENCES).format(
            giver=draw.choice(GIVERS),
            goods=draw.choice(GOODS),
            count=f"{draw.randrange(2, 90_000):,}",
            sum=draw.randrange(1, 90) / 10,
            more=draw.randrange(1, 90) / 10,
            day=draw.randrange(1, 29),
            year=draw.randrange(2023, 2030),
        ) + ("\n" if draw.random() < 0.3 else " ")
    return made[:LETTERS]


def main() -> None:
    draw = random.Random(1)
    texts = [document(draw) for _ in range(DOCUMENTS)]
    read_document("warm", texts[0])
    start = time.process_time()
    readings = [read_document(f"d{number}", text) for number, text in enumerate(texts)]
    reading = time.process_time() - start
    claims = [claim for each in readings for claim in each.claims]
    start = time.process_time()
    relations = relate(claims)
    relating = time.process_time() - start
    start = time.process_time()
    read_document("flood", " ".join(str(number) for number in range(10_000)))
    flood = time.process_time() - start
    print(
        json.dumps(
            {
                "documents": DOCUMENTS,
                "letters each": LETTERS,
                "documents a CPU second": round(DOCUMENTS / reading, 1),
                "least wanted": 20,
                "claims": len(claims),
                "relations": len(relations),
                "CPU seconds to relate": round(relating, 3),
                "CPU seconds for 10,000 numbers in one line": round(flood, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
