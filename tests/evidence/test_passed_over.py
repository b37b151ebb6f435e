"""Names that stand where a party would: asked about when nobody knows them, and not otherwise."""

import pytest

from materiel.evidence.passed_over import passed_over
from materiel.vocabulary.vocabulary import packaged


def names(text):
    return [each.name for each in passed_over(text, packaged())]


@pytest.mark.parametrize(
    "text",
    [
        "Germany and Velxia have delivered 7 Leopard 2 tanks to Ukraine.",
        "Velxia, Poland and Norway pay for it.",
        "Germany has delivered 9 Leopard 2 tanks to Velxia.",
        "In May, Germany got 9 tanks from the Velxia government.",
        "Velxia ordered 5 Leopard 2 tanks from Germany, and Velxia will pay.",
        "Velxia's tanks are old, but Velxia may give some.",
    ],
)
def test_a_party_that_nobody_knows_is_asked_about_once(text):
    assert names(text) == ["Velxia"]


@pytest.mark.parametrize(
    "text",
    [
        "Germany has delivered 30 Marder vehicles to Ukraine by May 2024.",
        "On Monday, the Netherlands and Denmark gave Leopard tanks to Kyiv.",
        "Officials have said so in Kassel. Six will come from Rheinmetall.",
        "The Minister has spoken with the Prime Minister, according to Hartpunkt.",
        "Earlier, ten were sent by NATO to Berlin.",
    ],
)
def test_who_is_known_or_no_party_is_not(text):
    assert names(text) == []


def test_the_nearest_known_names_come_along():
    (found,) = passed_over("Germny has delivered 7 howitzers to Ukraine.", packaged())
    assert str(found) == "no party 'Germny' (near: Germany, German army, West Germany)"
