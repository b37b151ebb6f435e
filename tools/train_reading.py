"""Trains the weights of the reader from labelled documents, and measures them honestly.

    python tools/train_reading.py                 train and write the packaged table
    python tools/train_reading.py --folds 5       whole documents left out in turn; writes nothing
    python tools/train_reading.py --held-back     every reader on documents held back
    python tools/train_reading.py --reference     every reader on the reference half; the weights
                                                  are fitted without it for that

Of the documents in folders of their own (not of the short form, which are all trained on), those
whose file name has a SHA-256 divisible by three are held back: never trained on, opened
only by ``--held-back``. One in twelve of the others is kept apart, for choosing how much the
weights and an encoder count. Everything is repeatable: no random number is drawn.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from reading_corpus import (
    ROOT,
    Gold,
    Labelled,
    checked,
    class_of,
    examples_of,
    folders,
    held_back,
    labelled,
    lines,
    plain,
    proposals_of,
    reference,
    scorer,
    trained_on,
)
from reading_fit import Floats, fit_events, fit_yes
from short_corpus import short_documents

from materiel.evidence.insight import Understanding
from materiel.evidence.intake import prepared, read_document
from materiel.evidence.pairing import pair_traits
from materiel.evidence.parts import gather, part_traits
from materiel.evidence.proposals import Proposal
from materiel.evidence.relating import relate
from materiel.evidence.scales import EVENTS, NOTHING, Scales, assemble
from materiel.evidence.traits import Candidate
from materiel.evidence.weighing import (
    class_traits,
    remember,
    role_traits,
    roles_for,
    ruled_roles,
)
from materiel.exchange.encoder_files import find_encoder, load_understanding

EXAMPLES = Path(__file__).with_name("reading_examples.txt")
TABLE = ROOT / "src/materiel/vocabulary/tables/reading_weights.csv"
ROLES = ("giver", "payer", "buyer", "supplier", "recipient", "intermediary", "approver")
HUNDREDTHS = 100
"""Weights are whole hundredths of natural log odds."""
LEAST = 12
"""Hundredths: a row of the events whose every weight is smaller is not shipped."""
LEAST_YES = 11
"""The same for the questions that are answered with yes or no."""
REFERENCE_TIMES = 5
"""How often the reference half counts: it was labelled by who wrote the guidelines."""
EXAMPLE_TIMES = 5
"""How often the example sentences count: they are plain, and plain sentences must be read right."""
ROLE_BOLDNESS = {"supplier": 0.4}
"""Log odds that are added to a role: an empty role is as wrong as a wrong one."""
ROLE_BOLDNESS_ELSE = 0.3
PART_BOLDNESS = 0.0

Row = tuple[str, str, str]


def rows_of(documents: Sequence[Labelled], examples: Sequence[tuple[Candidate, str]]) -> list[Row]:
    """The whole training: rows of model, trait and whole weights, in a fixed order."""
    traits: list[Iterable[str]] = []
    pulls: list[Mapping[str, Iterable[str]]] = []
    answers: list[str] = []
    classes: list[Iterable[str]] = []
    fits: list[bool] = []
    parts: dict[str, list[Iterable[str]]] = {role: [] for role in ROLES}
    plays: dict[str, list[bool]] = {role: [] for role in ROLES}
    for document in documents:
        story, scans = prepared(document.name, document.text)
        company = gather(scans)
        for place, each in enumerate(document.found):
            claim = document.pairs.get(place)
            traits.append(each.traits)
            pulls.append(each.pulls)
            answers.append(claim["event"] if claim else NOTHING)
            if claim is None:
                continue
            event = claim["event"]
            wanted = class_of(claim)
            if any(name == wanted for name, _ in each.classes):
                for name, source in each.classes:
                    classes.append(class_traits(each, event, name, source))
                    fits.append(name == wanted)
            played = {role: tuple(claim["actors"].get(role) or ()) for role in ROLES}
            ruled = ruled_roles(story, each, event)
            found = part_traits(company, each, event, ruled, story.scene)
            for actor, seen in found.items():
                joined = role_traits(seen, event)
                for role in roles_for(event):
                    parts[role].append(joined)
                    plays[role].append(actor in played[role])
            remember(company, played)
    for each, event in [*examples] * EXAMPLE_TIMES:
        traits.append([trait for trait in each.traits if not trait.startswith(NOT_OF_EXAMPLES)])
        pulls.append(
            {
                name: [kind for kind in kinds if not kind.startswith("rules")]
                for name, kinds in each.pulls.items()
            }
        )
        answers.append(event)
    events, pulling = fit_events(traits, pulls, answers)
    rows = [
        *(("event", trait, _named(weights)) for trait, weights in sorted(events.items())),
        *(("pull", trait, _whole(weight)) for trait, weight in sorted(pulling.items())),
    ]
    questions = {"class": fit_yes(classes, fits, 0.0)}
    questions["part_of"] = fit_yes(*pairs_of(documents), PART_BOLDNESS)
    questions |= {
        role: fit_yes(parts[role], plays[role], ROLE_BOLDNESS.get(role, ROLE_BOLDNESS_ELSE))
        for role in ROLES
        if any(plays[role])
    }
    for model, weights in questions.items():
        rows += [(model, trait, _whole(weight)) for trait, weight in sorted(weights.items())]
    return [row for row in rows if row[2]]


def pairs_of(documents: Sequence[Labelled]) -> tuple[list[Iterable[str]], list[bool]]:
    """Ordered pairs of the labelled claims of one document, and whether one is a part."""
    traits: list[Iterable[str]] = []
    answers: list[bool] = []
    for document in documents:
        linked = {
            (left, right) for left, relation, right in document.links if relation == "part_of"
        }
        claims = proposals_of(document)
        for place, part in enumerate(claims):
            for other, whole in enumerate(claims):
                if place != other:
                    traits.append(pair_traits(part, whole, place - other))
                    answers.append((part.id, whole.id) in linked)
    return traits, answers


NOT_OF_EXAMPLES = ("at:", "told", "again", "class-seen", "rules")
"""Traits that speak of the whole document, which a lone sentence does not show."""


def _whole(weight: float) -> str:
    rounded = round(weight * HUNDREDTHS)
    return str(rounded) if abs(rounded) >= LEAST_YES else ""


def _named(weights: Floats) -> str:
    """Weights as ``answer:number``; faint rows are left out."""
    rounded = {
        event: round(float(weight) * HUNDREDTHS)
        for event, weight in zip(EVENTS, weights, strict=True)
    }
    if max(map(abs, rounded.values())) < LEAST:
        return ""
    return " ".join(f"{event}:{weight}" for event, weight in rounded.items() if abs(weight) > 1)


def measured(
    score: Any,
    texts: Mapping[str, str],
    read: Callable[[str, str], Any],
    link: Callable[[Sequence[Proposal]], Sequence[Any]] = relate,
) -> dict[str, Any]:
    """Score a reader on documents of the shipped corpus, all in one go.

    Args:
        score: the scorer.
        texts: the documents.
        read: name and text to the claims that are read.
        link: claims to their proposed relations.
    """
    claims = [claim for name, text in texts.items() for claim in read(name, text)]
    with tempfile.TemporaryDirectory() as place:
        gold = Path(place)
        (gold / "docs").mkdir()
        for name, text in texts.items():
            (gold / f"docs/{name}.txt").write_bytes(text.encode())
        for kind in ("docs", "claims", "relations"):
            rows = [row for folder in folders() for row in lines(folder / f"{kind}.jsonl")]
            kept = [row for row in rows if _within(kind, row, texts)]
            (gold / f"{kind}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in kept))
        answer: dict[str, Any] = score.score(
            str(gold),
            [json.loads(json.dumps(claim.as_dict())) for claim in claims],
            [each.as_dict() for each in link(claims)],
        )
    return answer


def _within(kind: str, row: Gold, texts: Mapping[str, str]) -> bool:
    if kind == "docs":
        return row["id"] in texts
    if kind == "claims":
        return row["doc_id"] in texts
    return all(row[end].rpartition(".")[0] in texts for end in ("claim_a", "claim_b"))


def show(title: str, answer: Mapping[str, Any]) -> None:
    """One line of the table of figures."""
    figures = {
        "span": answer["detection_span"],
        "strict": answer["detection_strict"],
        "exact": answer["claim_exact"],
        "relations": answer["relations"]["all"],
    }
    print(
        f"{title}: {answer['documents']} documents, {answer['gold_claims']} claims, "
        f"{answer['system_claims']} read; "
        + ", ".join(f"{name} {value[2]:.3f}" for name, value in figures.items())
        + f"; main actors {answer['fields']['main actors']:.3f}"
    )


def by_weights(
    weights: Scales | None, understanding: Understanding | None = None
) -> Callable[[str, str], Any]:
    """A reader with these weights, and an encoder if there is one; None: the packaged weights."""

    def read(name: str, text: str) -> Any:
        return read_document(name, text, weights=weights, understanding=understanding).claims

    return read


def by_rules(name: str, text: str) -> Any:
    """The reader that uses rules alone."""
    return read_document(name, text, weighed=False).claims


def relate_by_rules(claims: Sequence[Proposal]) -> Sequence[Any]:
    """Relations proposed by rules alone."""
    return relate(claims, weighed=False)


def cross_validate(score: Any, folds: int) -> None:
    """Print the figures of documents left out in turn, beside those of the rules alone."""
    documents = labelled(score, trained_on)
    more = short_documents()
    examples = examples_of(EXAMPLES)
    fold = {each.name: index % folds for index, each in enumerate(documents)}
    trained = {
        place: assemble(
            rows_of([*(each for each in documents if fold[each.name] != place), *more], examples)
        )
        for place in range(folds)
    }
    texts = {each.name: each.text for each in documents}

    def read(name: str, text: str) -> Any:
        return read_document(name, text, weights=trained[fold[name]]).claims

    show(f"{folds}-fold, weights", measured(score, texts, read))
    show("the same, rules alone", measured(score, texts, by_rules, relate_by_rules))


def check_held_back(score: Any) -> None:
    """Print the figures of every reader on documents that none was trained on."""

    def apart(folder: Path, name: str) -> bool:
        return not reference(folder, name) and held_back(name)

    show_all(score, "held back", apart, None)
    show_all(score, "in plain English", lambda at, name: apart(at, name) and plain(name), None)


def show_all(
    score: Any, title: str, keep: Callable[[Path, str], bool], weights: Scales | None
) -> None:
    """One line for each reader on the documents that are kept; no weights: the packaged ones."""
    texts = {each.name: each.text for each in labelled(score, keep)}
    show(f"{title}, rules alone", measured(score, texts, by_rules, relate_by_rules))
    link = partial(relate, weights=weights)
    show(f"{title}, weights", measured(score, texts, by_weights(weights), link))
    if folder := find_encoder():
        encoder = by_weights(weights, load_understanding(folder))
        show(f"{title}, encoder", measured(score, texts, encoder, link))


def check_reference(score: Any) -> None:
    """Print the figures on the reference half of weights that were fitted without it."""
    weights = assemble(rows_of(others(score), examples_of(EXAMPLES)))
    show_all(score, "reference half", reference, weights)


def others(score: Any) -> list[Labelled]:
    """The labelled documents that are neither held back, nor of the reference half, nor checked."""
    known = [*labelled(score, trained_on), *short_documents()]
    return [each for each in known if not checked(each.name)]


def write(rows: Iterable[Row], source: str) -> int:
    """Write the packaged table; the number of its rows."""
    numbered = list(enumerate(rows, 1))
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("id", "model", "trait", "weights", "source"))
        for count, (model, trait, weights) in numbered:
            writer.writerow((f"w:{count}", model, trait, weights, source))
    return len(numbered)


def main() -> None:
    """Train and write, or measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--folds", type=int, default=0, help="leave documents out in so many folds")
    parser.add_argument("--held-back", action="store_true", help="measure on documents held back")
    parser.add_argument("--reference", action="store_true", help="measure on the reference half")
    chosen = parser.parse_args()
    score = scorer()
    if chosen.folds:
        cross_validate(score, chosen.folds)
    elif chosen.held_back:
        check_held_back(score)
    elif chosen.reference:
        check_reference(score)
    else:
        known = labelled(score, reference)
        known += [each for each in known for _ in range(REFERENCE_TIMES - 1)] + others(score)
        claims = sum(len(each.claims) for each in known)
        examples = examples_of(EXAMPLES)
        source = f"trained: {len(known)} texts, {claims} claims, {len(examples)} examples"
        print(write(rows_of(known, examples), source), "rows,", source)


if __name__ == "__main__":
    main()
