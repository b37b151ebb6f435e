"""Labelled documents in the short form: marks in the text, one line for each claim.

    == e001 | 2023-10-12 | https://address.of.the/page
    Copenhagen will give Kyiv [1:ten Leopard 1 tanks], the Defence Ministry said on Thursday.
    --
    1 pledge announced armoured_vehicle giver=DNK recipient=UKR

A claim's line names event, status, stance (where it is not asserted), class and roles; a line of
three words relates two claims. What is counted and paid is not labelled: it stands in the text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from reading_corpus import CORPUS, Labelled, candidates_of

from materiel.evidence.heads import CLASSES, STANCES, STATUSES
from materiel.evidence.proposals import ROLES
from materiel.evidence.scales import EVENTS
from materiel.evidence.traits import Candidate

FOLDER = CORPUS / "short"
_MARK = re.compile(r"\[(\d+(?:,\d+)*):([^\[\]]*)\]")
_RELATIONS = {
    "same": "same_event",
    "part_of": "part_of",
    "maybe_part_of": "possibly_part_of",
    "contradicts": "contradicts",
    "updates": "updates",
}
_SHORT_NAMES = {
    "Airbus Military": "Airbus",
    "Artec": "ARTEC",
    "BAE": "BAE Systems",
    "CSG": "Czechoslovak Group",
    "Czech initiative": "Czech ammunition initiative",
    "Dassault Aviation": "Dassault",
    "DCNS": "Naval Group",
    "Diehl Defence": "Diehl",
    "Diehl Defense": "Diehl",
    "Drone Coalition": "Drone Capability Coalition",
    "drone coalition": "Drone Capability Coalition",
    "Elbit Systems": "Elbit",
    "European Peace Fund": "European Peace Facility",
    "European Sky Shield Initiative": "ESSI",
    "FFG": "Flensburger Fahrzeugbau",
    "Flensburger Fahrzeugbau Gesellschaft": "Flensburger Fahrzeugbau",
    "FLIR": "Teledyne FLIR",
    "General Dynamics Land Systems": "General Dynamics",
    "Hanwha Aerospace": "Hanwha",
    "Hanwha Defense": "Hanwha",
    "Hanwha Land Systems": "Hanwha",
    "IAI": "Israel Aerospace Industries",
    "KMW": "Krauss-Maffei Wegmann",
    "KNDS Deutschland": "KNDS",
    "KNDS France": "KNDS",
    "Konštrukta - Defence": "Konstrukta-Defence",
    "Leonardo-Rheinmetall Military Vehicles": "Leonardo Rheinmetall Military Vehicles",
    "MBDA France": "MBDA",
    "MESKO": "Mesko",
    "Mitsubishi": "Mitsubishi Heavy Industries",
    "Nansen programme": "Nansen Support Programme",
    "NHIndustries": "NH Industries",
    "Oshkosh Defense": "Oshkosh",
    "Polish Armaments Group": "PGZ",
    "Polska Grupa Zbrojeniowa": "PGZ",
    "Rafael Advanced Defense Systems": "Rafael",
    "Rheinmetall BAE Systems Land": "RBSL",
    "RUAG": "Ruag",
    "SIG Sauer": "Sig Sauer",
    "Stark Defence": "Stark",
    "thyssenkrupp Marine Systems": "Thyssenkrupp Marine Systems",
    "ThyssenKrupp Marine Systems": "Thyssenkrupp Marine Systems",
    "VMZ-Sopot": "VMZ",
    "WB Electronics": "WB Group",
    "ZVS holding": "ZVS Holding",
}
"""Names as they were labelled, where the reader has another one for the same actor."""
FARTHEST = 400
"""Letters between the marks of one claim that are still one stretch of evidence."""

Gold = dict[str, Any]
Marks = dict[str, list[tuple[int, int]]]


def short_documents(keep: Callable[[str], bool] = bool) -> list[Labelled]:
    """Those that are kept, with their candidates and which candidate is which claim.

    Args:
        keep: whether a document is kept, from its name; else all are.

    Raises:
        SystemExit: a document breaks the form.
    """
    found: list[Labelled] = []
    for path in sorted(FOLDER.glob("*.txt")):
        found += [_labelled(path, each) for each in _chunks(path) if keep(_name(each))]
    return found


def _chunks(path: Path) -> Iterator[str]:
    yield from re.split(r"(?m)^== ", path.read_text("utf-8"))[1:]


def _name(chunk: str) -> str:
    return chunk.split("|", 1)[0].strip()


def _labelled(path: Path, chunk: str) -> Labelled:
    name, rest = _name(chunk), chunk.partition("\n")[2]
    marked, dash, labels = rest.partition("\n--\n")
    if not dash:
        raise SystemExit(f"{path.name}, {name}: no line '--' before the labels")
    text, marks = _unmarked(marked)
    claims: list[Gold] = []
    links: list[tuple[str, str, str]] = []
    for line in filter(None, map(str.strip, labels.splitlines())):
        words = line.split()
        if len(words) == 3 and words[1] in _RELATIONS:  # noqa: PLR2004
            left, relation, right = words
            links.append((f"{name}.{left}", _RELATIONS[relation], f"{name}.{right}"))
        else:
            claims.append(_claim(f"{path.name}, {name}: {line}", name, words, text, marks))
    found = candidates_of(name, text)
    return Labelled(name, text, claims, found, _paired(found, claims, marks), links)


def _unmarked(marked: str) -> tuple[str, Marks]:
    text, done = "", 0
    marks: Marks = defaultdict(list)
    for match in _MARK.finditer(marked):
        text += marked[done : match.start()]
        for number in match[1].split(","):
            marks[number].append((len(text), len(text) + len(match[2])))
        text += match[2]
        done = match.end()
    return text + marked[done:], marks


def _claim(place: str, name: str, words: list[str], text: str, marks: Marks) -> Gold:
    number, event, *rest = words
    if number not in marks or event not in EVENTS:
        raise SystemExit(f"{place}: no mark [{number}:...] or no event {event!r}")
    claim: Gold = {
        "claim_id": f"{name}.{number}",
        "doc_id": name,
        "event": event,
        "status": "",
        "modality": "asserted",
        "actors": {role: [] for role in ROLES},
        "item_class": "",
    }
    for word in rest:
        role, equal, who = word.partition("=")
        if equal and role in ROLES:
            claim["actors"][role] = [
                _SHORT_NAMES.get(each, each) for each in who.replace("_", " ").split(",")
            ]
        elif word in STATUSES:
            claim["status"] = word
        elif word in STANCES:
            claim["modality"] = word
        elif word in CLASSES:
            claim["item_class"] = word
        else:
            raise SystemExit(f"{place}: {word!r} is no status, stance, class or role")
    first, last = marks[number][0], marks[number][-1]
    start, end = first[0], last[1] if last[1] - first[0] <= FARTHEST else first[1]
    claim |= {"evidence_start": start, "evidence_end": end, "evidence": text[start:end]}
    claim["item"] = text[slice(*first)]
    return claim


def _paired(found: list[Candidate], claims: list[Gold], marks: Marks) -> dict[int, Gold]:
    """Which candidate is which claim: the one that shares most with the claim's marks."""
    likely = sorted(
        (
            (-likeness, place, other)
            for place, each in enumerate(found)
            for other, claim in enumerate(claims)
            if (likeness := _likeness(each, claim, marks)) > 0
        ),
    )
    pairs: dict[int, Gold] = {}
    taken: set[int] = set()
    for _, place, other in likely:
        if place not in pairs and other not in taken:
            pairs[place] = claims[other]
            taken.add(other)
    return pairs


def _likeness(each: Candidate, claim: Gold, marks: Marks) -> float:
    start, end = each.start, each.view.sentence.start + each.fact.end
    total = 0.0
    for low, high in marks[claim["claim_id"].rpartition(".")[2]]:
        shared = min(end, high) - max(start, low)
        if shared > 0:
            total += 10 * shared / (max(end, high) - min(start, low))
            total += 5 * shared / min(end - start, high - low)
    return total + 6 * (each.classes[0][0] == claim["item_class"]) if total else 0.0
