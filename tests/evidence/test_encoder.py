"""The encoder against the formulas of the papers, written out in plain loops."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.contexts import encode, places_of, windows_of
from materiel.evidence.encoder import assemble, gelu
from materiel.evidence.wordpieces import Pieces

WIDTH, INNER, HEADS, WORDS, PLACES, RANK = 24, 7, 12, 9, 400, 2
PARTS = {
    "q": ("attention.self.query", WIDTH, WIDTH),
    "k": ("attention.self.key", WIDTH, WIDTH),
    "v": ("attention.self.value", WIDTH, WIDTH),
    "o": ("attention.output.dense", WIDTH, WIDTH),
    "i": ("intermediate.dense", INNER, WIDTH),
    "d": ("output.dense", WIDTH, INNER),
}


@pytest.fixture(scope="module")
def parts():
    chance = np.random.default_rng(7)

    def some(*shape):
        return chance.normal(size=shape).astype(np.float32)

    base = {
        "embeddings.word_embeddings.weight": some(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": some(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
    }
    ours = {"enc.n.weight": some(WIDTH), "enc.n.bias": some(WIDTH)}
    for layer in range(2):
        for short, (name, out, into) in PARTS.items():
            base[f"encoder.layer.{layer}.{name}.weight"] = some(out, into)
            base[f"encoder.layer.{layer}.{name}.bias"] = some(out)
            ours[f"enc.layers.{layer}.{short}.A"] = some(RANK, into)
            ours[f"enc.layers.{layer}.{short}.B"] = some(out, RANK)
        for norm in ("n1", "n2"):
            ours[f"enc.layers.{layer}.{norm}.weight"] = some(WIDTH)
            ours[f"enc.layers.{layer}.{norm}.bias"] = some(WIDTH)
    return base, ours


def by_loops(base, ours, window):
    """BERT's forward pass with loops over numbers; nothing of the package is used."""

    def matrix(layer, short):
        name, out, into = PARTS[short]
        weight = base[f"encoder.layer.{layer}.{name}.weight"].astype(float)
        thin_a = ours[f"enc.layers.{layer}.{short}.A"].astype(float)
        thin_b = ours[f"enc.layers.{layer}.{short}.B"].astype(float)
        both = [
            [weight[o][i] + sum(thin_b[o][r] * thin_a[r][i] for r in range(RANK))
             for i in range(into)]
            for o in range(out)
        ]  # fmt: skip
        return both, base[f"encoder.layer.{layer}.{name}.bias"]

    def dense(row, of):
        weight, bias = of
        return [
            sum(w * x for w, x in zip(line, row, strict=True)) + float(b)
            for line, b in zip(weight, bias, strict=True)
        ]

    def normal(row, name):
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((each - mean) ** 2 for each in row) / len(row) + 1e-12)
        scale, shift = ours[f"{name}.weight"], ours[f"{name}.bias"]
        return [
            (x - mean) / spread * float(w) + float(b)
            for x, w, b in zip(row, scale, shift, strict=True)
        ]

    kinds = base["embeddings.token_type_embeddings.weight"][0]
    rows = [
        normal(
            [
                float(base["embeddings.word_embeddings.weight"][piece][c])
                + float(base["embeddings.position_embeddings.weight"][place][c])
                + float(kinds[c])
                for c in range(WIDTH)
            ],
            "enc.n",
        )
        for place, piece in enumerate(window)
    ]
    size = WIDTH // HEADS
    for layer in range(2):
        asked, keys, values = (
            [dense(row, matrix(layer, short)) for row in rows] for short in ("q", "k", "v")
        )
        mixed = [[0.0] * WIDTH for _ in rows]
        for head in range(HEADS):
            mine = range(head * size, (head + 1) * size)
            for place, ask in enumerate(asked):
                likes = [
                    math.exp(sum(ask[c] * key[c] for c in mine) / math.sqrt(size)) for key in keys
                ]
                for c in mine:
                    total = sum(like * v[c] for like, v in zip(likes, values, strict=True))
                    mixed[place][c] = total / sum(likes)
        made = []
        for row, mix in zip(rows, mixed, strict=True):
            lead = f"enc.layers.{layer}"
            out = dense(mix, matrix(layer, "o"))
            middle = normal([a + b for a, b in zip(row, out, strict=True)], f"{lead}.n1")
            inner = [
                x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
                for x in dense(middle, matrix(layer, "i"))
            ]
            back = dense(inner, matrix(layer, "d"))
            made.append(normal([a + b for a, b in zip(middle, back, strict=True)], f"{lead}.n2"))
        rows = made
    return np.array(rows)


def test_the_encoder_equals_the_formulas(parts):
    window = [3, 1, 4, 1, 5]
    found = assemble(*parts).encode(window)
    assert found.dtype == np.float32
    assert np.abs(found - by_loops(*parts, window)).max() < 2e-4


def test_the_adaptation_changes_the_answer(parts):
    base, ours = parts
    bare = {name: 0 * each if name.endswith(".B") else each for name, each in ours.items()}
    assert (
        np.abs(assemble(base, ours).encode([3, 1]) - assemble(base, bare).encode([3, 1])).max()
        > 0.01
    )


def test_the_unit_is_the_normal_distribution_times_its_argument():
    for number in np.linspace(-6, 6, 49):
        exact = number * 0.5 * math.erfc(-number / math.sqrt(2))
        assert abs(float(gelu(np.array([number], np.float32))[0]) - exact) < 1e-5


@pytest.mark.parametrize("length", [0, 1, 381, 382, 383, 638, 639, 2000])
def test_windows_cover_every_piece_and_overlap(length):
    windows = windows_of(length)
    assert {each for first, behind in windows for each in range(first, behind)} == set(
        range(length)
    )
    assert all(behind - first <= 382 for first, behind in windows)
    assert all(b[0] < a[1] for a, b in itertools.pairwise(windows))


@given(st.integers(1, 1500), st.integers(0, 3000), st.integers(1, 1200))
def test_a_stretch_is_taken_from_the_window_in_which_it_lies_deepest(count, start, length):
    pieces = Pieces(
        (1,) * count,
        tuple(2 * each for each in range(count)),
        tuple(2 * each + 1 for each in range(count)),
    )
    start = min(start, 2 * count - 2)
    end = min(start + length, 2 * count)
    windows = windows_of(count)
    ((number, left, right),) = places_of(pieces, windows, [(start, end)])
    first, behind = windows[number]
    low = next(each for each in range(count) if pieces.ends[each] > start)
    high = max(low, max((each for each in range(count) if pieces.starts[each] < end), default=low))

    depths = [min(low - a, b - 1 - high) for a, b in windows]
    assert min(low - first, behind - 1 - high) == max(depths)
    assert left <= right
    assert (left - 1 + first, right - 1 + first) == (max(low, first), min(high, behind - 1))


def test_a_document_is_encoded_window_by_window_and_spans_are_read_out(parts):
    vocabulary = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "tank": 3, "##s": 4, "for": 5}
    encoder = assemble(*parts)
    context = encode("Tanks for tanks", [(0, 9), (10, 15)], encoder, vocabulary)
    direct = encoder.encode([1, 3, 4, 5, 3, 4, 2])
    first, last, mean = np.split(context.spans(0, 1)[0], 3)
    assert np.allclose(first, direct[1])
    assert np.allclose(last, direct[3])
    assert np.allclose(mean, direct[1:4].mean(0))
    assert np.allclose(context.spans(1, 2)[0][: len(first)], direct[4])


def test_only_windows_with_something_in_them_are_encoded(parts):
    vocabulary = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "?": 3, "tank": 4}
    context = encode("? " * 2000 + "tank", [(4000, 4004)], assemble(*parts), vocabulary)
    assert len(context.states) == 1
