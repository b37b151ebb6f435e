"""``materiel pool`` on the fictional coalition, as a person and as a program reads it."""

import json

import pytest


@pytest.fixture
def coalition(shell):
    assert shell("init", "--as", "registrar").code == 0
    assert shell("load", "coalition").code == 0
    return shell


def test_the_drones_of_the_coalition_are_pooled(coalition):
    said = coalition("pool", "--item", "tern-drone", "--year", "gdp=2024")
    assert (said.code, said.err) == (0, "")
    assert "coalition, awarded 2025-12-31, known at 2025-12-31" in said.out
    assert "proven within 0 %, replayed" in said.out
    assert "gain by shapley" in said.out
    answer = json.loads(coalition("pool", "--item", "tern-drone", "--json").out)
    (market,) = answer["markets"]
    alone = sum(each["cost"] for each in market["alone"].values())
    assert market["together"]["cost"] == answer["cost"] < alone
    gains = [each["gain"]["shapley"] for each in answer["nations"]]
    assert sum(gains) == alone - answer["cost"]
    assert min(gains) >= 0
    assert market["shares"]["core"]["shapley"]["how"] == "every group was asked"
    refused = coalition("pool", "--capacity", "half", "--json")
    assert refused.code == 2
    assert "capacity: found 'half'; accepted: share, whole" in refused.out + refused.err
