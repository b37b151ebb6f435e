"""A code that nobody uses is answered with the code that was meant."""

import pytest

from materiel.kernel import errors
from materiel.kernel.errors import UnknownNameError
from materiel.vocabulary.vocabulary import packaged


@pytest.mark.parametrize(
    ("name", "meant"), [("GER", "DEU"), ("ger", "DEU"), ("deu", "DEU"), ("NET", "NLD")]
)
def test_a_wrong_code_is_answered_with_the_right_one(name, meant):
    with pytest.raises(UnknownNameError) as raised:
        packaged().party(name)
    assert raised.value.near[0] == meant
    assert str(raised.value).startswith(f"no party {name!r} (near: {meant}")


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"no party 'Germny' \(near: Germany"):
        packaged().party("Germny")


def test_the_nearest_names_are_looked_for_only_when_somebody_reads_them(monkeypatch):
    asked = []
    monkeypatch.setattr(errors, "nearest", lambda name, *_: asked.append(name) or [])
    problem = UnknownNameError("item", "x", ["y"], "here")
    assert asked == []
    assert str(problem) == "here: no item 'x'"
    assert asked == ["x"]
