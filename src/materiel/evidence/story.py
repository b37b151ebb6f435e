"""What the reader of a document remembers, and what bare nouns mean in it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from materiel.evidence.casting import Scene
from materiel.evidence.goods import GoodsMention
from materiel.evidence.happenings import Happening
from materiel.evidence.proposals import Proposal
from materiel.vocabulary.cues import TextCue
from materiel.vocabulary.reader import table


@cache
def cues(kind: str) -> re.Pattern[str]:
    """The phrases of one kind as one pattern."""
    rows = [row.phrase for row in table(TextCue).rows.values() if row.kind == kind]
    return re.compile("|".join(rows), re.IGNORECASE)


@dataclass(slots=True)
class Story:
    """What the reader of a document remembers from sentence to sentence."""

    document: str
    text: str
    today: date | None
    scene: Scene
    family: str = ""
    main: str = ""
    unit: str = ""
    ammunition: str = "other"
    systems: str = ""
    missiles: str = ""
    vehicles: str = "armoured_vehicle"
    last: Happening | None = None
    bulk: Happening | None = None
    voices: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    last_goods: GoodsMention | None = None
    made: list[Proposal] = field(default_factory=list)


def prepare(story: Story) -> None:
    """First impressions of a document: which family its bare nouns mean."""
    low = story.text.lower()
    if re.search(r"patriot|gem-t|pac-[23]", low):
        story.systems, story.missiles = "patriot_system", "patriot_missile"
    elif re.search(
        r"iris-t|nasams|samp/t|air[- ]defen[cs]e|hawk|crotale|gepard|s-300|stinger|mistral", low
    ):
        story.systems, story.missiles = "other_air_defence_system", "other_air_defence_missile"
    if re.search(r"artillery|155|152|shell|czech|howitzer|large-calib|high-calib", low):
        story.ammunition = "artillery_ammunition"


def settle_class(story: Story, goods: GoodsMention) -> GoodsMention:  # noqa: C901
    """A bare noun ("systems", "rounds", "vehicles") gets the class of what was named before."""
    name = goods.item_class
    if not name.startswith("="):
        return goods
    near = story.family
    if name in ("=system", "=battery", "=launcher"):
        system = (
            near
            if near
            in (
                "patriot_system",
                "other_air_defence_system",
                "artillery_system",
                "drone",
                "tank",
                "armoured_vehicle",
                "electronic",
            )
            else story.systems
        )
        found = system or "other"
    elif name == "=missile":
        found = story.missiles or "other"
        if near == "other_air_defence_system" and story.missiles != "patriot_missile":
            found = "other_air_defence_missile"
    elif name == "=admissile":
        found = (
            "patriot_missile"
            if story.missiles == "patriot_missile"
            else "other_air_defence_missile"
        )
    elif name == "=ammo":
        found = story.ammunition if goods.unit == "round" else "other"
    elif name == "=vehicle":
        found = near if near in ("armoured_vehicle", "tank") else "other"
    elif name == "=same":
        found = story.last_goods.item_class if story.last_goods else "other"
        if found in ("facility", "training"):
            found = "other"
    elif name == "=parts":
        found = (
            near
            if near in ("patriot_system", "other_air_defence_system", "aircraft")
            and goods.number is None
            else "other"
        )
    elif name == "=staff":
        found = "facility"
    else:
        found = "other"
    return replace(goods, item_class=found)
