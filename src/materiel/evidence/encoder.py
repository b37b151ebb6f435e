"""A transformer encoder: word pieces to vectors that know their context, in plain arrays.

The architecture is MPNet (Song et al. 2020): BERT's layers (Devlin et al. 2019), and how far two
pieces stand apart speaks in every layer (section 2.1 of Raffel et al. 2020). The weights are a
published model's and stay as they are, our own adaptation is added to them as matrices of low rank
(LoRA; Hu et al. 2022).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Arrays = Mapping[str, Floats]
SMALL = 1e-5
"""What is added to a variance before its root, as the weights were trained."""
HEADS = 12
FIRST_PLACE = 2
"""Row of the first place of a window in the published table; those before it are not used."""
FARTHEST = 128
"""Pieces apart from which on the distance makes no difference any more."""
_NORMS = {"n1": "attention.LayerNorm", "n2": "output.LayerNorm"}
_PARTS = {
    "q": "attention.attn.q",
    "k": "attention.attn.k",
    "v": "attention.attn.v",
    "o": "attention.attn.o",
    "i": "intermediate.dense",
    "d": "output.dense",
}
"""The six matrices of a layer: our short name, and the name in the published file."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: each matrix as weights (out x in) and bias; two normalisations."""

    matrices: Mapping[str, tuple[Floats, Floats]]
    after_attention: tuple[Floats, Floats]
    after_feed: tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class Encoder:
    """All layers, the vectors of the pieces and of the places.

    Attributes:
        pieces: a row for each piece of the vocabulary (pieces x width).
        places: a row for each place in a window (most places x width).
        near: what each distance adds to the likeness of two pieces (distances x heads).
        norm: scale and shift of the first normalisation.
        layers: the layers in their order.
    """

    pieces: Floats
    places: Floats
    near: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[Layer, ...]

    def encode(self, window: Sequence[int]) -> Floats:
        """Vectors of one window of pieces (pieces of the window x width)."""
        state = _normal(self.pieces[list(window)] + self.places[: len(window)], self.norm)
        near = self.near[distances(len(window), len(self.near))].transpose(2, 0, 1)
        for layer in self.layers:
            state = _through(layer, state, near)
        return state


def assemble(base: Arrays, adaptation: Arrays) -> Encoder:
    """An encoder from the published weights and our adaptation.

    Args:
        base: arrays by their published names.
        adaptation: for each matrix of a layer two thin ones whose product is added
            (``enc.layers.4.q.A``, ``.B``), and its normalisations, which are replaced. The lowest
            layers may be left out; they stay as published.

    Raises:
        KeyError: an array is missing.
    """
    layers = []
    count = _layers(base)
    adapted = sorted(
        {int(name.split(".")[2]) for name in adaptation if name.startswith("enc.layers.")}
    )
    lowest = adapted[0] if adapted else count
    if not adapted or adapted != list(range(lowest, count)):
        raise KeyError(f"layers {adapted} are adapted, not all from one on up to {count - 1}")
    for number in range(count):
        mine, theirs = f"enc.layers.{number}.", f"encoder.layer.{number}."
        changed = number >= lowest
        matrices, norms = {}, []
        for short, name in _PARTS.items():
            weight = base[f"{theirs}{name}.weight"]
            if changed:
                weight = weight + adaptation[f"{mine}{short}.B"] @ adaptation[f"{mine}{short}.A"]
            matrices[short] = weight, base[f"{theirs}{name}.bias"]
        for short, name in _NORMS.items():
            source, lead = (adaptation, mine + short) if changed else (base, theirs + name)
            norms.append((source[f"{lead}.weight"], source[f"{lead}.bias"]))
        layers.append(Layer(matrices, norms[0], norms[1]))
    return Encoder(
        base["embeddings.word_embeddings.weight"],
        base["embeddings.position_embeddings.weight"][FIRST_PLACE:],
        base["encoder.relative_attention_bias.weight"],
        (base["embeddings.LayerNorm.weight"], base["embeddings.LayerNorm.bias"]),
        tuple(layers),
    )


def _layers(base: Arrays) -> int:
    return len({name.split(".")[2] for name in base if name.startswith("encoder.layer.")})


def distances(length: int, sorts: int) -> NDArray[np.int64]:
    """Which sort of distance each pair of places of a window is (length x length).

    Half of the sorts look back, half ahead; of each half one half counts single places, the other
    grows with the logarithm up to ``FARTHEST`` (Raffel et al. 2020, section 2.1).

    >>> distances(3, 32).tolist()
    [[0, 17, 18], [1, 0, 17], [2, 1, 0]]
    """
    ahead = np.arange(length)[None, :] - np.arange(length)[:, None]
    size, half = np.abs(ahead), sorts // 2
    exact = half // 2
    grown = np.log(np.maximum(size, 1) / exact) / np.log(FARTHEST / exact) * (half - exact)
    far = np.minimum(exact + grown.astype(np.int64), half - 1)
    made: NDArray[np.int64] = np.where(size < exact, size, far) + half * (ahead > 0)
    return made


def _through(layer: Layer, state: Floats, near: Floats) -> Floats:
    length, width = state.shape
    size = width // HEADS

    def apart(name: str) -> Floats:
        return _linear(state, layer.matrices[name]).reshape(length, HEADS, size).swapaxes(0, 1)

    scores = apart("q") @ apart("k").swapaxes(1, 2) / np.float32(np.sqrt(size)) + near
    scores = np.exp(scores - scores.max(2, keepdims=True))
    scores /= scores.sum(2, keepdims=True)
    mixed = (scores @ apart("v")).swapaxes(0, 1).reshape(length, width)
    state = _normal(state + _linear(mixed, layer.matrices["o"]), layer.after_attention)
    inner = gelu(_linear(state, layer.matrices["i"]))
    return _normal(state + _linear(inner, layer.matrices["d"]), layer.after_feed)


def _linear(state: Floats, matrix: tuple[Floats, Floats]) -> Floats:
    made: Floats = state @ matrix[0].T + matrix[1]
    return made


def _normal(state: Floats, norm: tuple[Floats, Floats]) -> Floats:
    middle = state - state.mean(1, keepdims=True)
    spread = np.sqrt((middle * middle).mean(1, keepdims=True) + np.float32(SMALL))
    made: Floats = middle / spread * norm[0] + norm[1]
    return made


def gelu(state: Floats) -> Floats:
    """The Gaussian error linear unit, x times the normal distribution of x.

    The error function is 7.1.26 of Abramowitz and Stegun, right to 1.5e-7.
    """
    size = np.abs(state) * np.float32(0.7071067811865476)
    step = 1 / (1 + np.float32(0.3275911) * size)
    series = np.float32(1.061405429) * step - np.float32(1.453152027)
    for constant in (1.421413741, -0.284496736, 0.254829592):
        series = series * step + np.float32(constant)
    error = 1 - series * step * np.exp(-size * size)
    made: Floats = state * np.float32(0.5) * (1 + np.copysign(error, state))
    return made
