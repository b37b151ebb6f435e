"""The labelled documents and example sentences, and which candidate is which labelled claim."""

import hashlib
import importlib.util
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from materiel.evidence.amounts import Amount
from materiel.evidence.intake import prepared, read_by_rules
from materiel.evidence.numbers import Number
from materiel.evidence.periods import Stretch
from materiel.evidence.proposals import Proposal
from materiel.evidence.sentences import Sentence, split_sentences
from materiel.evidence.traits import Candidate, candidates

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests/evidence/corpus"
REFERENCE = ROOT / ".." / "shared/gold"

Gold = dict[str, Any]


@dataclass
class Labelled:
    """One labelled document: text, claims, candidates, which is which claim, and relations."""

    name: str
    text: str
    claims: list[Gold]
    found: list[Candidate]
    pairs: dict[int, Gold]
    links: list[tuple[str, str, str]]


def proposals_of(document: Labelled) -> list[Proposal]:
    """The labelled claims of a document in the form of read ones, in the order of the text."""
    sentences = split_sentences(document.text)
    read = {claim["claim_id"]: document.found[place] for place, claim in document.pairs.items()}
    made = [as_proposal(each, sentences, read.get(each["claim_id"])) for each in document.claims]
    return sorted(made, key=lambda each: (each.start, each.end))


def as_proposal(
    claim: Gold, sentences: Sequence[Sentence], read: Candidate | None = None
) -> Proposal:
    """A labelled claim in the form of a read one.

    Args:
        claim: the claim; the short form of the corpus leaves its figures to the text.
        sentences: the sentences of its document.
        read: the candidate that it is: the figures of the short form are read from it.
    """
    start = claim["evidence_start"]
    number, amount = figures_of(claim, read)
    within = next((each for each in sentences if each.start <= start < each.end), None)
    return Proposal(
        claim["claim_id"],
        claim["doc_id"],
        claim["event"],
        claim["status"],
        claim["modality"],
        (),
        {role: tuple(actors) for role, actors in claim["actors"].items() if actors},
        claim["item"],
        claim["item_class"],
        number,
        (claim.get("quantity") or {}).get("unit", ""),
        amount,
        Stretch(0, 0, None, None, claim["date"]["precision"]) if claim.get("date") else None,
        start,
        claim["evidence_end"],
        claim["evidence"],
        within.start if within else 0,
        "",
        within.text if within else "",
    )


def figures_of(claim: Gold, read: Candidate | None) -> tuple[Number | None, Amount | None]:
    """Count and sum of a claim: as labelled, else as read."""
    if "quantity" not in claim:
        if read is None:
            return None, None
        return (read.fact.goods.number if read.fact.goods else None), read.fact.amount
    count, money = claim["quantity"] or {}, claim["money"]
    low, high = _decimal(count.get("low")), _decimal(count.get("high"))
    number = amount = None
    if low is not None or high is not None:
        number = Number(0, 0, "", low, high, count["qualifier"])
    if money:
        ends = _decimal(money["low"]), _decimal(money["high"])
        amount = Amount(0, 0, *ends, money["currency"], money["qualifier"])
    return number, amount


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))


HELICOPTERS = re.compile(r"helicopter|Mi-?\d|Sea King|Taipan|Black Hawk|Chinook")


def class_of(claim: Gold) -> str:
    """The class of a labelled claim; the short form labels helicopters as aircraft."""
    name = str(claim["item_class"])
    return "helicopter" if name == "aircraft" and HELICOPTERS.search(claim["item"]) else name


def held_back(name: str) -> bool:
    """Whether a document is never trained on."""
    return int(hashlib.sha256(f"{name}.txt".encode()).hexdigest(), 16) % 3 == 0


def checked(name: str) -> bool:
    """Whether a document is kept for choosing how much the weights and the encoder count."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % 12 == 0  # noqa: S324


INVERTED = {"a": 100, "c": 120}
"""Documents up to these numbers were restated in an inverted English that no newsroom writes."""


def plain(name: str) -> bool:
    """Whether a document is in plain English."""
    return int(name[1:]) > INVERTED.get(name[0], 0)


def folders() -> list[Path]:
    """Folders of labelled documents: the shipped corpus, and the reference half beside it."""
    return [
        path for path in (*sorted(CORPUS.glob("*/")), REFERENCE / "dev") if (path / "docs").is_dir()
    ]


def lines(path: Path) -> list[Gold]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def reference(folder: Path, name: str) -> bool:
    """Whether a document is of the reference half."""
    del name
    return folder == REFERENCE / "dev"


def trained_on(folder: Path, name: str) -> bool:
    """Whether a document of the corpus is trained on; the reference half is asked for apart."""
    return not reference(folder, name) and not held_back(name)


def labelled(score: Any, keep: Callable[[Path, str], bool]) -> list[Labelled]:
    """The labelled documents that are kept, with their candidates paired to their claims."""
    made = []
    for folder in folders():
        claims: dict[str, list[Gold]] = defaultdict(list)
        for claim in lines(folder / "claims.jsonl"):
            claims[claim["doc_id"]].append(claim)
        links: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for row in lines(folder / "relations.jsonl"):
            name = row["claim_a"].rpartition(".")[0]
            links[name].append((row["claim_a"], row["relation"], row["claim_b"]))
        for document in lines(folder / "docs.jsonl"):
            name = document["id"]
            if keep(folder, name):
                text = (folder / f"docs/{name}.txt").read_bytes().decode()
                found = candidates_of(name, text)
                pairs = paired(score, found, claims[name])
                made.append(Labelled(name, text, claims[name], found, pairs, links[name]))
    return made


def candidates_of(name: str, text: str) -> list[Candidate]:
    """All candidates of a text, with the answers of the rules."""
    story, scans = prepared(name, text)
    ruled = read_by_rules(story, scans)
    story, scans = prepared(name, text)
    return candidates(story, scans, ruled)


def paired(score: Any, found: Sequence[Candidate], claims: Sequence[Gold]) -> dict[int, Gold]:
    """Which candidate is which claim: the best one-to-one pairing by place, figures and class."""
    table = [[_likeness(score, each, claim) for claim in claims] for each in found]
    pairs = score.assign(table) if table and claims else []
    return {place: claims[other] for place, other in pairs}


def _likeness(score: Any, each: Candidate, claim: Gold) -> float:
    start, end = each.start, each.view.sentence.start + each.fact.end
    shared = min(end, claim["evidence_end"]) - max(start, claim["evidence_start"])
    if shared <= 0:
        return 0
    number = each.fact.goods.number if each.fact.goods else None
    amount = each.fact.amount
    count = (number.low, number.high) if number else (None, None)
    money = (amount.low, amount.high, amount.currency) if amount else (None, None, None)
    same_count = count == score.bounds(claim["quantity"])
    same_money = money == score.money(claim["money"])
    points: float = 5 + 5 * shared / (end - start) + 30 * same_count + 30 * same_money
    points -= 9 * (number is not None and not same_count)
    points -= 9 * (amount is not None and not same_money)
    points += 20 * (each.classes[0][0] == claim["item_class"])
    points += 5 * any(name == claim["item_class"] for name, _ in each.classes)
    place = each.view.text.find(claim["item"])
    if 0 <= place < each.fact.end and place + len(claim["item"]) > each.fact.start:
        points += 10
    return max(points, 0.5)


_MARKED = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")


def examples_of(path: Path) -> list[tuple[Candidate, str]]:
    """The marked candidates of the example sentences, each with its event.

    A mark that no candidate meets is left out.
    """
    made = []
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, marks, done = "", [], 0
        for match in _MARKED.finditer(line):
            text += line[done : match.start()]
            marks.append((len(text), len(text) + len(match[1]), match[2]))
            text += match[1]
            done = match.end()
        text += line[done:]
        found = candidates_of("example", text)
        for start, end, event in marks:
            best = max(found, key=lambda each: _shared(each, start, end), default=None)
            if best is not None and _shared(best, start, end) > 0:
                made.append((best, event))
    return made


def _shared(each: Candidate, start: int, end: int) -> float:
    last = each.view.sentence.start + each.fact.end
    shared = min(last, end) - max(each.start, start)
    return shared / (max(last, end) - min(each.start, start))


def scorer() -> Any:
    """The scorer of the labelled corpus.

    Raises:
        SystemExit: the reference data are not beside the project.
    """
    path = REFERENCE / "score.py"
    if not path.is_file():
        raise SystemExit("the reference data (a folder 'shared' beside the project) are not here")
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.open = lambda name, **options: io.StringIO(
        Path(name).read_bytes().decode(options.get("encoding", "utf-8")), newline=""
    )
    return module
