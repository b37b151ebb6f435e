"""Adapts a published encoder to the labelled documents and writes what is ours of it.

    python tools/train_encoder.py FOLDER                 train and write the packaged adaptation
    python tools/train_encoder.py FOLDER --out FILE      the same, written elsewhere
    python tools/train_encoder.py FOLDER --everything    trained on the check part as well
    python tools/train_encoder.py FOLDER --onward FILE   goes on from an earlier adaptation

FOLDER holds the published model (``model.safetensors``, ``vocab.txt``). Its weights stay as they
are: beside each matrix of all layers but the lowest two thin ones are trained (LoRA, Hu et al.
2022), and the read-out. Needs torch, which nothing that ships needs. The reference half and the
documents held back (see ``train_reading.py``) are never opened; of the others one in twelve is the
check part. Random numbers are drawn from a fixed seed, but sums of floats differ from machine to
machine.
"""

import argparse
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from reading_corpus import Labelled, checked, class_of, labelled, scorer, trained_on
from short_corpus import short_documents
from torch import nn
from torch.nn import functional as torched

from materiel.evidence.contexts import WIDEST, places_of, windows_of
from materiel.evidence.encoder import FIRST_PLACE, SMALL, distances
from materiel.evidence.heads import (
    ALIKE,
    BETWEEN,
    CLASSES,
    KINDS,
    LINES,
    OWN,
    RELATIONS,
    SORTS,
    STANCES,
    STATUSES,
    alike,
    sort_marks,
    standing,
)
from materiel.evidence.insight import extent, grammar_marks, mentions_of, told
from materiel.evidence.intake import prepared
from materiel.evidence.proposals import ROLES
from materiel.evidence.scales import EVENTS, NOTHING
from materiel.evidence.weighing import roles_for
from materiel.evidence.wordpieces import FIRST, LAST, cut
from materiel.exchange.encoder_files import (
    PACKAGED,
    read_ours,
    read_published,
    read_vocabulary,
    write_ours,
)

SEED, RANK, RATE, ROUNDS = 1, 16, 6e-4, 8
FROZEN = 4
"""Lowest layers that stay as published: they hardly gain, and need no way back."""
FIXED = ("enc.n.", *(f"enc.layers.{number}." for number in range(FROZEN)))
BATCH = 3000
"""Pieces of one step."""
INNER = 192
"""Width of the vectors of candidates and mentions."""
SHARES = {"event": 1.0, "cls": 0.5, "status": 0.25, "stance": 0.25, "role": 0.5, "rel": 0.3}
"""How much each question counts in the loss."""
MOST_PAIRS = 120
STATES = (
    *("germany german berlin", "france french paris", "italy italian rome", "spain spanish madrid"),
    *("poland polish warsaw", "norway norwegian oslo", "sweden swedish stockholm"),
    *("denmark danish copenhagen", "finland finnish helsinki", "greece greek athens"),
    *("portugal portuguese lisbon", "hungary hungarian budapest", "austria austrian vienna"),
    *("belgium belgian brussels", "canada canadian ottawa", "japan japanese tokyo"),
    *("romania romanian bucharest", "bulgaria bulgarian sofia", "turkey turkish ankara"),
    *("lithuania lithuanian vilnius", "croatia croatian zagreb", "australia australian canberra"),
)
"""States whose names are exchanged in training, so that who does what is read, not remembered."""
DISGUISED = 0.5
"""Share of the documents of a round in which they are."""
MASKED, MASK = 0.12, "<mask>"
"""Share of the pieces that are covered in training, so that no single word is leaned on."""
ORDINARY = 1000
"""Pieces with smaller numbers are marks and places that nothing uses; none is covered."""
SMOOTH = 0.05
"""Share of certainty that is taken from the labelled event: labels err too."""
KEEP = 0.99
"""Of a running mean of all weights, what stays at each step; the mean is what is written."""
NEVER = -1e4
"""Added to the likeness of what lies behind the end of a window."""


@dataclass
class Prepared:
    """One document in numbers: windows, places of candidates and mentions, marks and answers."""

    name: str
    windows: list[list[int]]
    candidates: list[tuple[int, int, int]]
    marks: torch.Tensor
    mentions: list[tuple[int, int, int]]
    owners: torch.Tensor
    actors: list[str]
    claimed: list[int]
    between: torch.Tensor
    answers: dict[str, torch.Tensor]
    pairs: list[tuple[int, int]]
    pair_marks: torch.Tensor


def prepare(document: Labelled, vocabulary: dict[str, int]) -> Prepared:
    """Turn a labelled document into numbers."""
    _, scans = prepared(document.name, document.text)
    pieces = cut(document.text, vocabulary)
    windows = windows_of(len(pieces.numbers))
    mentions = mentions_of(scans)
    actors = list(dict.fromkeys(each.actor for each in mentions))
    claimed = sorted(document.pairs)
    golds = [document.pairs[place] for place in claimed]
    spans = [extent(each) for each in document.found]
    between = np.zeros((len(claimed), len(mentions), len(SORTS) + BETWEEN), np.float32)
    for row, place in enumerate(claimed):
        view = document.found[place].view
        sentence = view.sentence.start, view.sentence.end
        for column, each in enumerate(mentions):
            stands = standing(spans[place], sentence, (each.start, each.end), of=each.of)
            between[row, column] = sort_marks(each.sort, stands)
    events = [NOTHING] * len(document.found)
    for place, gold in zip(claimed, golds, strict=True):
        events[place] = gold["event"]
    parts = torch.zeros(2, len(claimed), len(actors), len(ROLES))
    for row, gold in enumerate(golds):
        for column, role in enumerate(ROLES):
            parts[1, row, :, column] = float(role in roles_for(gold["event"]))
            for actor in gold["actors"].get(role) or ():
                if actor in actors:
                    parts[0, row, actors.index(actor), column] = 1
    pairs = [(i, j) for place, i in enumerate(claimed) for j in claimed[place + 1 :]]
    linked = _linked(document)
    if len(pairs) > MOST_PAIRS:
        rest = [each for each in pairs if each not in linked]
        pairs = [each for each in pairs if each in linked]
        pairs += random.Random(document.name).sample(rest, min(len(rest), MOST_PAIRS))  # noqa: S311
    order = {place: row for row, place in enumerate(claimed)}
    facts = {place: told(document.found[place]) for place in claimed}
    answers = {
        "event": torch.tensor([EVENTS.index(each) for each in events]),
        "cls": torch.tensor([CLASSES.index(class_of(each)) for each in golds]),
        "status": torch.tensor([STATUSES.index(each["status"]) for each in golds]),
        "stance": torch.tensor([STANCES.index(each["modality"]) for each in golds]),
        "parts": parts,
        "rel": torch.tensor([RELATIONS.index(linked.get(each, "none")) for each in pairs]),
    }
    places = places_of(pieces, windows, spans)
    named = places_of(pieces, windows, [(each.start, each.end) for each in mentions])
    return Prepared(
        document.name,
        [
            [vocabulary[FIRST], *pieces.numbers[first:behind], vocabulary[LAST]]
            for first, behind in windows
        ],
        places,
        torch.tensor(np.stack([grammar_marks(each) for each in document.found])),
        named,
        torch.tensor([actors.index(each.actor) for each in mentions]),
        actors,
        claimed,
        torch.tensor(between),
        answers,
        pairs,
        torch.tensor(
            np.stack([alike(facts[i], facts[j], abs(order[i] - order[j])) for i, j in pairs])
            if pairs
            else np.zeros((0, ALIKE), np.float32)
        ),
    )


def _linked(document: Labelled) -> dict[tuple[int, int], str]:
    places = {claim["claim_id"]: place for place, claim in document.pairs.items()}
    found = {}
    for left, relation, right in document.links:
        i, j = places.get(left), places.get(right)
        if i is None or j is None or i == j:
            continue
        if relation in ("same_event", "contradicts"):
            found[min(i, j), max(i, j)] = relation
        else:
            found[min(i, j), max(i, j)] = relation + (">" if i < j else "<")
    return found


class Thin(nn.Module):
    """A matrix of the published model, with two thin ones beside it."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        """Begin where the published model stands: the second thin matrix is zero."""
        super().__init__()
        self.register_buffer("weight", weight.to(torch.bfloat16), persistent=False)
        self.register_buffer("bias", bias.to(torch.bfloat16), persistent=False)
        wide = weight.shape[1]
        self.A = nn.Parameter(2 * torch.randn(RANK, wide) / math.sqrt(wide))
        self.B = nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        """The published matrix plus the product of the thin ones."""
        base = torched.linear(state, self.weight, self.bias)
        return base + torched.linear(torched.linear(state, self.A), self.B)


def normal(base: dict[str, torch.Tensor], name: str) -> nn.LayerNorm:
    """A normalisation that starts as published and is trained."""
    made = nn.LayerNorm(len(base[f"{name}.weight"]), eps=SMALL)
    made.weight.data = base[f"{name}.weight"].clone()
    made.bias.data = base[f"{name}.bias"].clone()
    return made


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, base: dict[str, torch.Tensor], lead: str) -> None:
        """Take the published matrices of one layer."""
        super().__init__()

        def thin(name: str) -> Thin:
            return Thin(base[f"{lead}{name}.weight"], base[f"{lead}{name}.bias"])

        self.q, self.k = thin("attention.attn.q"), thin("attention.attn.k")
        self.v, self.o = thin("attention.attn.v"), thin("attention.attn.o")
        self.i, self.d = thin("intermediate.dense"), thin("output.dense")
        self.n1 = normal(base, f"{lead}attention.LayerNorm")
        self.n2 = normal(base, f"{lead}output.LayerNorm")

    def forward(self, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """One layer (documents x pieces x width)."""
        rows, length, width = state.shape

        def apart(name: str) -> torch.Tensor:
            made: torch.Tensor = getattr(self, name)(state)
            return made.view(rows, length, 12, width // 12).transpose(1, 2)

        mixed = torched.scaled_dot_product_attention(
            apart("q"), apart("k"), apart("v"), attn_mask=mask
        )
        mixed = mixed.transpose(1, 2).reshape(rows, length, width)
        state = self.n1(state + self.o(mixed))
        made: torch.Tensor = self.n2(state + self.d(torched.gelu(self.i(state))))
        return made


class Encoding(nn.Module):
    """The encoder in training."""

    def __init__(self, base: dict[str, torch.Tensor]) -> None:
        """Take the published weights."""
        super().__init__()
        places = base["embeddings.position_embeddings.weight"][FIRST_PLACE:]
        sorts = base["encoder.relative_attention_bias.weight"]
        near = sorts[torch.tensor(distances(WIDEST + 2, len(sorts)))].permute(2, 0, 1)
        self.register_buffer("near", near.contiguous(), persistent=False)
        self.register_buffer("words", base["embeddings.word_embeddings.weight"], persistent=False)
        self.register_buffer("places", places, persistent=False)
        self.fade = nn.Dropout(0.1)
        self.n = normal(base, "embeddings.LayerNorm")
        count = len({name.split(".")[2] for name in base if name.startswith("encoder.layer.")})
        self.layers = nn.ModuleList([Layer(base, f"encoder.layer.{k}.") for k in range(count)])
        # The published model ends in vectors far shorter than one; the read-out begins with those
        # of length one, else it learns many times more slowly.
        last = self.layers[-1].n2
        scale = 1 / float(last.weight.detach().abs().mean())  # type: ignore[union-attr, operator]
        last.weight.data *= scale  # type: ignore[union-attr, operator]
        last.bias.data *= scale  # type: ignore[union-attr, operator]

    def forward(self, windows: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Vectors of all pieces (windows x pieces x width)."""
        length = windows.shape[1]
        near = self.near[None, :, :length, :length]
        near = near.masked_fill(~mask[:, None, None, :], NEVER).to(torch.bfloat16)
        state = self.fade(self.n(self.words[windows] + self.places[:length]))
        with torch.no_grad():
            for layer in self.layers[:FROZEN]:
                state = layer(state, near)
        for layer in self.layers[FROZEN:]:
            state = layer(state, near)
        return torch.as_tensor(self.fade(state))


def two(wide: int, inner: int, out: int) -> nn.Sequential:
    """Two dense layers with something dropped before each, so that none is leaned on."""
    return nn.Sequential(
        nn.Dropout(0.2), nn.Linear(wide, inner), nn.GELU(), nn.Dropout(0.2), nn.Linear(inner, out)
    )


class Reader(nn.Module):
    """The encoder and its read-out; the names are those of ``materiel.evidence.heads``."""

    def __init__(self, base: dict[str, torch.Tensor]) -> None:
        """Begin with the published encoder and an untrained read-out."""
        super().__init__()
        width = base["embeddings.word_embeddings.weight"].shape[1]
        marks = len(KINDS) + len(OWN) + len(LINES) + len(EVENTS)
        told_of = len(EVENTS)
        self.enc = Encoding(base)
        self.names: list[tuple[int, ...]] = []
        self.mask = 0
        self.chance = random.Random(SEED)  # noqa: S311
        self.span = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * width, INNER), nn.GELU())
        self.ment = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * width, INNER), nn.GELU())
        self.event = two(INNER + marks, 128, len(EVENTS))
        self.cls = two(INNER + marks, 96, len(CLASSES))
        self.status = two(INNER + told_of, 64, len(STATUSES))
        self.stance = two(INNER + told_of, 64, len(STANCES))
        self.role = two(3 * INNER + told_of + len(SORTS) + BETWEEN, 128, len(ROLES))
        self.rel = two(3 * INNER + 2 * told_of + ALIKE, 96, len(RELATIONS))

    def losses(self, batch: Sequence[Prepared]) -> dict[str, torch.Tensor]:
        """The mean loss of each question."""
        found: dict[str, list[torch.Tensor]] = {}
        for each, states in zip(batch, self.encode(batch), strict=True):
            for name, loss in self._of_one(each, states):
                found.setdefault(name, []).append(loss)
        return {name: torch.cat(losses).mean() for name, losses in found.items()}

    def encode(self, batch: Sequence[Prepared]) -> list[torch.Tensor]:
        """Vectors of the windows of each document."""
        windows = [one for each in batch for one in self.disguised(each.windows)]
        longest = max(map(len, windows))
        numbers = torch.zeros(len(windows), longest, dtype=torch.long)
        mask = torch.zeros(len(windows), longest, dtype=torch.bool)
        for row, one in enumerate(windows):
            numbers[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = True
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.enc(self.covered(numbers), mask).float()
        return list(states.split([len(each.windows) for each in batch]))

    def disguised(self, windows: list[list[int]]) -> list[list[int]]:
        """The windows of one document, now and then with the names of states exchanged."""
        if not self.training or not self.names or self.chance.random() > DISGUISED:
            return windows
        others = self.chance.sample(self.names, len(self.names))
        swap = {
            old: new
            for mine, theirs in zip(self.names, others, strict=True)
            for old, new in zip(mine, theirs, strict=True)
        }
        return [[swap.get(piece, piece) for piece in one] for one in windows]

    def covered(self, numbers: torch.Tensor) -> torch.Tensor:
        """The pieces in training, some of them covered."""
        if not self.training or not self.mask:
            return numbers
        hidden = torch.rand(numbers.shape) < MASKED
        return numbers.masked_fill(hidden & (numbers > ORDINARY), self.mask)

    def _of_one(self, each: Prepared, states: torch.Tensor) -> list[tuple[str, torch.Tensor]]:
        passages = self.span(spans(states, each.candidates))
        marked = torch.cat([passages, each.marks], 1)
        answers, mine = each.answers, each.claimed

        def entropy(
            scores: torch.Tensor, name: str, smooth: float = 0.0
        ) -> tuple[str, torch.Tensor]:
            loss = torched.cross_entropy(
                scores, answers[name], reduction="none", label_smoothing=smooth
            )
            return name, loss

        made = [entropy(self.event(marked), "event", SMOOTH if self.training else 0.0)]
        if not mine:
            return made
        told_of = torched.one_hot(answers["event"], len(EVENTS)).float()
        said = torch.cat([passages[mine], told_of[mine]], 1)
        made += [
            entropy(self.cls(marked[mine]), "cls"),
            entropy(self.status(said), "status"),
            entropy(self.stance(said), "stance"),
        ]
        if each.mentions:
            made.append(("role", self._of_roles(each, states, passages[mine], told_of[mine])))
        if each.pairs:
            left, right = map(torch.tensor, zip(*each.pairs, strict=True))
            parts = [passages[left], passages[right], passages[left] * passages[right]]
            row = torch.cat([*parts, told_of[left], told_of[right], each.pair_marks], 1)
            made.append(entropy(self.rel(row), "rel"))
        return made

    def _of_roles(
        self, each: Prepared, states: torch.Tensor, mine: torch.Tensor, told_of: torch.Tensor
    ) -> torch.Tensor:
        mentions = self.ment(spans(states, each.mentions))
        rows, columns = len(mine), len(mentions)
        left = mine[:, None].expand(rows, columns, INNER)
        right = mentions[None].expand(rows, columns, INNER)
        events = told_of[:, None].expand(rows, columns, told_of.shape[1])
        odds = self.role(torch.cat([left, right, left * right, events, each.between], 2))
        owners = each.owners[None, :, None].expand(rows, columns, len(ROLES))
        best = torch.full((rows, len(each.actors), len(ROLES)), -20.0)
        best = best.scatter_reduce(1, owners, odds, "amax", include_self=True)
        wanted, asked = each.answers["parts"]
        loss = torched.binary_cross_entropy_with_logits(best, wanted, reduction="none")
        return (loss * asked).sum((1, 2))


def spans(states: torch.Tensor, places: Sequence[tuple[int, int, int]]) -> torch.Tensor:
    """First, last and mean vector of each stretch."""
    behind = torch.cat([torch.zeros_like(states[:, :1]), states.cumsum(1)], 1)
    window, first, last = map(torch.tensor, zip(*places, strict=True))
    mean = (behind[window, last + 1] - behind[window, first]) / (last + 1 - first)[:, None]
    return torch.cat([states[window, first], states[window, last], mean], 1)


def batches(documents: Sequence[Prepared], chance: random.Random) -> list[list[Prepared]]:
    """Documents of like length together, in random order."""
    mixed = list(documents)
    chance.shuffle(mixed)
    made: list[list[Prepared]] = []
    for first in range(0, len(mixed), 64):
        chunk = sorted(mixed[first : first + 64], key=lambda each: max(map(len, each.windows)))
        current: list[Prepared] = []
        full = 0
        for each in chunk:
            size = len(each.windows) * max(map(len, each.windows))
            if current and full + size > BATCH:
                made.append(current)
                current, full = [], 0
            current.append(each)
            full += size
        if current:
            made.append(current)
    chance.shuffle(made)
    return made


def train(
    model: Reader,
    documents: Sequence[Prepared],
    check: Sequence[Prepared],
    rounds: int,
    rate: float,
) -> None:
    """Train in place, telling the losses of each round."""
    chance = random.Random(SEED)  # noqa: S311
    steps = len(batches(documents, random.Random(SEED))) * rounds  # noqa: S311
    mine = [each for name, each in model.named_parameters() if not name.startswith(FIXED)]
    learner = torch.optim.AdamW(mine, lr=rate, weight_decay=0.01, betas=(0.9, 0.98))
    mean = {name: each.clone() for name, each in model.state_dict().items()}
    step, begun = 0, time.monotonic()
    for number in range(rounds):
        model.train()
        sums: dict[str, float] = {}
        steps_now = batches(documents, chance)
        for batch in steps_now:
            step += 1
            for group in learner.param_groups:
                group["lr"] = rate * min(1.0, step / 60) * max(0.03, 1 - step / steps)
            losses = model.losses(batch)
            loss = torch.stack([SHARES[name] * each for name, each in losses.items()]).sum()
            learner.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            learner.step()
            keep = min(KEEP, step / (step + 10))
            for name, each in model.state_dict().items():
                mean[name].mul_(keep).add_(each, alpha=1 - keep)
            for name, each in losses.items():
                sums[name] = sums.get(name, 0.0) + float(each.detach())
        told_of = ", ".join(f"{name} {each / len(steps_now):.3f}" for name, each in sums.items())
        print(f"round {number + 1}, {time.monotonic() - begun:.0f} s: {told_of}", flush=True)
        if check:
            now = {name: each.clone() for name, each in model.state_dict().items()}
            model.load_state_dict(mean)
            print(f"    check: {measure(model, check)}", flush=True)
            model.load_state_dict(now)
    model.load_state_dict(mean)


def measure(model: Reader, check: Sequence[Prepared]) -> str:
    """Losses on the check part, and F1 of the events of candidates."""
    model.eval()
    sums: dict[str, float] = {}
    right = read = told = 0
    with torch.no_grad():
        for each in check:
            passages = model.span(spans(model.encode([each])[0], each.candidates))
            found = model.event(torch.cat([passages, each.marks], 1)).argmax(1)
            wanted = each.answers["event"]
            right += int(((found == wanted) & (wanted > 0)).sum())
            read, told = read + int((found > 0).sum()), told + int((wanted > 0).sum())
            for name, loss in model.losses([each]).items():
                sums[name] = sums.get(name, 0.0) + float(loss)
    losses = ", ".join(f"{name} {each / len(check):.3f}" for name, each in sums.items())
    return f"{losses}; events F1 {2 * right / max(1, read + told):.3f}"


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="the published model")
    parser.add_argument("--out", type=Path, default=PACKAGED, help="where the adaptation goes")
    parser.add_argument("--everything", action="store_true", help="train on the check part too")
    parser.add_argument("--onward", type=Path, help="an adaptation to go on from")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often all are seen")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest learning rate")
    chosen = parser.parse_args()
    torch.manual_seed(SEED)
    # Numbers that have all but vanished would slow every product down many times.
    torch.set_flush_denormal(True)
    vocabulary = read_vocabulary(chosen.folder)
    arrays = read_published(chosen.folder)
    model = Reader({name: torch.tensor(each) for name, each in arrays.items()})
    names = [tuple(vocabulary.get(word, 0) for word in each.split()) for each in STATES]
    if chosen.onward:
        before = read_ours(chosen.onward)
        state = model.state_dict()
        if lost := [name for name in state if name not in before and not name.startswith(FIXED)]:
            raise SystemExit(f"{chosen.onward}: {lost[0]} is missing")
        found = {name: torch.tensor(each) for name, each in before.items()}
        model.load_state_dict(state | found)
    model.mask = vocabulary[MASK]
    model.names = [each for each in names if all(each)]
    documents = [*labelled(scorer(), trained_on), *short_documents()]
    ready = [prepare(each, vocabulary) for each in documents if each.found]
    check = [] if chosen.everything else [each for each in ready if checked(each.name)]
    rest = ready if chosen.everything else [each for each in ready if not checked(each.name)]
    claims = sum(len(each.claimed) for each in rest)
    print(f"{len(rest)} documents, {claims} claims; check part {len(check)} documents")
    train(model, rest, check, chosen.rounds, chosen.rate)
    ours = {
        name: each.numpy()
        for name, each in model.state_dict().items()
        if not name.startswith(FIXED)
    }
    source = f"trained: {len(rest)} texts, {claims} claims"
    print(write_ours(chosen.out, ours), "numbers,", source)


if __name__ == "__main__":
    main()
