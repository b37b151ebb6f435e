"""A small transformer encoder: word pieces to vectors that know their context, in plain arrays.

The architecture is BERT (Devlin et al. 2019) with six layers of 384; the weights are a published
model's and stay as they are, our own adaptation is added to them as matrices of low rank
(LoRA; Hu et al. 2022).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Arrays = Mapping[str, Floats]
SMALL = 1e-12
"""What is added to a variance before its root, as the weights were trained."""
HEADS = 12
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
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
        norm: scale and shift of the first normalisation.
        layers: the layers in their order.
    """

    pieces: Floats
    places: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[Layer, ...]

    def encode(self, window: Sequence[int]) -> Floats:
        """Vectors of one window of pieces (pieces of the window x width)."""
        state = _normal(self.pieces[list(window)] + self.places[: len(window)], self.norm)
        for layer in self.layers:
            state = _through(layer, state)
        return state


def assemble(base: Arrays, adaptation: Arrays) -> Encoder:
    """An encoder from the published weights and our adaptation.

    Args:
        base: arrays by their published names.
        adaptation: for each matrix two thin ones whose product is added (``enc.layers.0.q.A``,
            ``.B``), and the normalisations, which are replaced.

    Raises:
        KeyError: an array is missing.
    """
    layers = []
    for number in range(_layers(base)):
        mine, theirs = f"enc.layers.{number}.", f"encoder.layer.{number}."
        matrices = {
            short: (
                base[f"{theirs}{name}.weight"]
                + adaptation[f"{mine}{short}.B"] @ adaptation[f"{mine}{short}.A"],
                base[f"{theirs}{name}.bias"],
            )
            for short, name in _PARTS.items()
        }
        norms = [
            (adaptation[f"{mine}{name}.weight"], adaptation[f"{mine}{name}.bias"])
            for name in ("n1", "n2")
        ]
        layers.append(Layer(matrices, norms[0], norms[1]))
    kinds = base["embeddings.token_type_embeddings.weight"]
    return Encoder(
        base["embeddings.word_embeddings.weight"],
        base["embeddings.position_embeddings.weight"] + kinds[0],
        (adaptation["enc.n.weight"], adaptation["enc.n.bias"]),
        tuple(layers),
    )


def _layers(base: Arrays) -> int:
    return len({name.split(".")[2] for name in base if name.startswith("encoder.layer.")})


def _through(layer: Layer, state: Floats) -> Floats:
    length, width = state.shape
    size = width // HEADS

    def apart(name: str) -> Floats:
        return _linear(state, layer.matrices[name]).reshape(length, HEADS, size).swapaxes(0, 1)

    scores = apart("q") @ apart("k").swapaxes(1, 2) / np.float32(np.sqrt(size))
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
