"""X15: how bodies decide, counted by hand."""

from datetime import date

from materiel.procurement.decisions import (
    Consensus,
    NegativeClearance,
    Position,
    QualifiedMajority,
    Unanimity,
)


def states(first: int, first_people: int, rest_people: int) -> dict[str, int]:
    """27 states: the first ones hold ``first_people`` parts per thousand, the others the rest."""
    assert first_people + rest_people == 1000
    people = {f"A{i}": 0 for i in range(first)} | {f"B{i}": 0 for i in range(27 - first)}
    for letter, total in (("A", first_people), ("B", rest_people)):
        group = [name for name in people if name[0] == letter]
        for i, name in enumerate(group):
            people[name] = total // len(group) + (i < total % len(group))
    assert len(people) == 27
    return people


def divided(people: dict[str, int], first: Position, rest: Position) -> dict[str, Position]:
    return {name: first if name[0] == "A" else rest for name in people}


def test_three_states_cannot_block_a_qualified_majority():
    people = states(24, 600, 400)
    assert QualifiedMajority(people).outcome(divided(people, "for", "against")) == "adopted"


def test_four_states_with_as_many_people_can():
    people = states(23, 600, 400)
    assert QualifiedMajority(people).outcome(divided(people, "for", "against")) == "not adopted"


def test_fourteen_states_are_no_qualified_majority():
    people = states(14, 800, 200)
    assert QualifiedMajority(people).outcome(divided(people, "for", "against")) == "not adopted"
    people = states(15, 800, 200)
    assert QualifiedMajority(people).outcome(divided(people, "for", "against")) == "adopted"


def test_constructive_abstention_stops_only_at_a_third_of_both():
    for abstaining, parts, outcome in (
        (8, 400, "adopted"),
        (9, 340, "not adopted"),
        (9, 300, "adopted"),
    ):
        people = states(abstaining, parts, 1000 - parts)
        positions = divided(people, "abstain-declared", "for")
        assert Unanimity(people).outcome(positions) == outcome


def test_plain_abstention_never_stops_unanimity():
    people = states(9, 340, 660)
    assert Unanimity(people).outcome(divided(people, "abstain", "for")) == "adopted"


def test_consensus_needs_no_vote():
    allies = Consensus(frozenset({"DEU", "NLD", "TUR"}))
    assert allies.adopts({})
    assert not allies.adopts({"TUR": "against"})


def test_negative_clearance_is_effective_on_day_sixteen():
    rule = NegativeClearance(15)
    assert rule.effective(date(2024, 3, 1)) == date(2024, 3, 17)  # 1 March is day 0
    assert rule.effective(date(2024, 3, 1), blocked=date(2024, 3, 16)) is None
    assert rule.outcome(date(2024, 3, 1), date(2024, 3, 16)) == "open"
    assert rule.outcome(date(2024, 3, 1), date(2024, 3, 17)) == "adopted"
