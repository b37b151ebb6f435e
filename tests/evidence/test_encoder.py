"""The encoder against the formulas of the papers, written out in plain loops."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.contexts import encode, places_of, windows_of
from materiel.evidence.encoder import assemble, distances, gelu
from materiel.evidence.wordpieces import Pieces

WIDTH, INNER, HEADS, WORDS, PLACES, RANK, SORTS = 24, 7, 12, 9, 402, 2, 32
NORMS = {"n1": "attention.LayerNorm", "n2": "output.LayerNorm"}
PARTS = {
    "q": ("attention.attn.q", WIDTH, WIDTH),
    "k": ("attention.attn.k", WIDTH, WIDTH),
    "v": ("attention.attn.v", WIDTH, WIDTH),
    "o": ("attention.attn.o", WIDTH, WIDTH),
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
        "encoder.relative_attention_bias.weight": some(SORTS, HEADS),
    }
    ours = {}
    for norm in ("embeddings.LayerNorm", *(f"encoder.layer.0.{each}" for each in NORMS.values())):
        base[f"{norm}.weight"], base[f"{norm}.bias"] = some(WIDTH), some(WIDTH)
    for layer in range(2):
        for short, (name, out, into) in PARTS.items():
            base[f"encoder.layer.{layer}.{name}.weight"] = some(out, into)
            base[f"encoder.layer.{layer}.{name}.bias"] = some(out)
            if layer == 0:
                continue  # it stays as published
            ours[f"enc.layers.{layer}.{short}.A"] = some(RANK, into)
            ours[f"enc.layers.{layer}.{short}.B"] = some(out, RANK)
        for norm in NORMS if layer else ():
            ours[f"enc.layers.{layer}.{norm}.weight"] = some(WIDTH)
            ours[f"enc.layers.{layer}.{norm}.bias"] = some(WIDTH)
    return base, ours


def sort_of_distance(here, there):
    """The sort of a distance as section 2.1 of Raffel et al. (2020) tells it, pair by pair."""
    apart, half = abs(there - here), SORTS // 2
    ahead = half if there > here else 0
    if apart < 8:
        return ahead + apart
    # eight sorts for 8 to 128 pieces, each a fixed number of times as wide as the one before
    return ahead + min(half - 1, 8 + math.floor(8 * math.log(apart / 8) / math.log(128 / 8)))


def by_loops(base, ours, window):
    """MPNet's forward pass with loops over numbers; nothing of the package is used."""

    def matrix(layer, short):
        name, out, into = PARTS[short]
        weight = base[f"encoder.layer.{layer}.{name}.weight"].astype(float)
        bias = base[f"encoder.layer.{layer}.{name}.bias"]
        if layer == 0:
            return weight, bias
        thin_a = ours[f"enc.layers.{layer}.{short}.A"].astype(float)
        thin_b = ours[f"enc.layers.{layer}.{short}.B"].astype(float)
        both = [
            [weight[o][i] + sum(thin_b[o][r] * thin_a[r][i] for r in range(RANK))
             for i in range(into)]
            for o in range(out)
        ]  # fmt: skip
        return both, bias

    def dense(row, of):
        weight, bias = of
        return [
            sum(w * x for w, x in zip(line, row, strict=True)) + float(b)
            for line, b in zip(weight, bias, strict=True)
        ]

    def normal(row, source, name):
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((each - mean) ** 2 for each in row) / len(row) + 1e-5)
        scale, shift = source[f"{name}.weight"], source[f"{name}.bias"]
        return [
            (x - mean) / spread * float(w) + float(b)
            for x, w, b in zip(row, scale, shift, strict=True)
        ]

    near = base["encoder.relative_attention_bias.weight"]
    rows = [
        normal(
            [
                float(base["embeddings.word_embeddings.weight"][piece][c])
                + float(base["embeddings.position_embeddings.weight"][place + 2][c])
                for c in range(WIDTH)
            ],
            base,
            "embeddings.LayerNorm",
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
                    math.exp(
                        sum(ask[c] * key[c] for c in mine) / math.sqrt(size)
                        + float(near[sort_of_distance(place, other)][head])
                    )
                    for other, key in enumerate(keys)
                ]
                for c in mine:
                    total = sum(like * v[c] for like, v in zip(likes, values, strict=True))
                    mixed[place][c] = total / sum(likes)
        made = []
        for row, mix in zip(rows, mixed, strict=True):
            after, last = (
                (ours, f"enc.layers.{layer}.{short}")
                if layer
                else (base, f"encoder.layer.0.{name}")
                for short, name in NORMS.items()
            )
            out = dense(mix, matrix(layer, "o"))
            middle = normal([a + b for a, b in zip(row, out, strict=True)], *after)
            inner = [
                x * 0.5 * (1 + math.erf(x / math.sqrt(2)))
                for x in dense(middle, matrix(layer, "i"))
            ]
            back = dense(inner, matrix(layer, "d"))
            made.append(normal([a + b for a, b in zip(middle, back, strict=True)], *last))
        rows = made
    return np.array(rows)


def test_the_encoder_equals_the_formulas(parts):
    window = [3, 1, 4, 1, 5]
    found = assemble(*parts).encode(window)
    assert found.dtype == np.float32
    assert np.abs(found - by_loops(*parts, window)).max() < 2e-4


def test_distances_are_sorted_as_the_paper_tells_them():
    found = distances(300, SORTS)
    edges = (0, 1, 7, 8, 9, 11, 12, 15, 16, 31, 32, 63, 64, 90, 127, 128, 129, 299)
    for here, there in itertools.product(edges, edges):
        assert found[here, there] == sort_of_distance(here, there), (here, there)


def test_the_adaptation_changes_the_answer(parts):
    base, ours = parts
    bare = {name: 0 * each if name.endswith(".B") else each for name, each in ours.items()}
    assert (
        np.abs(assemble(base, ours).encode([3, 1]) - assemble(base, bare).encode([3, 1])).max()
        > 0.01
    )


@pytest.mark.parametrize(
    ("more", "gone", "text"),
    [
        ("", "enc.layers.1.", r"layers \[\] are adapted"),
        ("enc.layers.0.", "enc.layers.1.", r"layers \[0\] are adapted, not all .* up to 1"),
        ("enc.layers.2.", "", r"layers \[1, 2\] are adapted"),
        ("", "enc.layers.1.v.A", "enc.layers.1.v.A"),
        ("", "enc.layers.1.n2.bias", "enc.layers.1.n2.bias"),
    ],
)
def test_a_layer_that_is_missing_or_too_many_is_refused(parts, more, gone, text):
    base, ours = parts
    found = {name: each for name, each in ours.items() if not (gone and name.startswith(gone))}
    if more:
        found |= {name.replace("enc.layers.1.", more): each for name, each in ours.items()}
    if gone and more:
        found = {name: each for name, each in found.items() if not name.startswith(gone)}
    with pytest.raises(KeyError, match=text):
        assemble(base, found)


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
    vocabulary = {"[UNK]": 0, "<s>": 1, "</s>": 2, "tank": 3, "##s": 4, "for": 5}
    encoder = assemble(*parts)
    context = encode("Tanks for tanks", [(0, 9), (10, 15)], encoder, vocabulary)
    direct = encoder.encode([1, 3, 4, 5, 3, 4, 2])
    first, last, mean = np.split(context.spans(0, 1)[0], 3)
    assert np.allclose(first, direct[1])
    assert np.allclose(last, direct[3])
    assert np.allclose(mean, direct[1:4].mean(0))
    assert np.allclose(context.spans(1, 2)[0][: len(first)], direct[4])


def test_only_windows_with_something_in_them_are_encoded(parts):
    vocabulary = {"[UNK]": 0, "<s>": 1, "</s>": 2, "?": 3, "tank": 4}
    context = encode("? " * 2000 + "tank", [(4000, 4004)], assemble(*parts), vocabulary)
    assert len(context.states) == 1
