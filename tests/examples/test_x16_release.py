"""X16: who sees which partial total, and what the released total gives away."""

import pytest

from materiel.kernel.errors import RefusedActError
from materiel.kernel.marking import Marking
from materiel.sharing.release import Part, Release, given_away, release_findings, view

PARTS = [
    Part("P", 20, Marking.parse("public")),
    Part("Q", 30, Marking.parse("releasable:P,Q")),
    Part("R", 10, Marking.parse("owner:R")),
]
WHOLE = ("P", "Q", "R")


def test_each_reader_sees_its_own_partial_total_and_nobody_sees_sixty():
    seen = {reader: str(view(PARTS, reader)) for reader in (None, "P", "Q", "R")}
    assert seen == {
        None: "20, partial",
        "P": "50, partial",
        "Q": "50, partial",
        "R": "30, partial",
    }


def test_the_released_total_is_seen_by_all():
    release = Release(WHOLE, agreed_by=("Q", "R"))
    assert {str(view(PARTS, reader, [release])) for reader in (None, "P", "Q", "R")} == {"60"}


def test_a_total_without_every_originator_is_refused():
    with pytest.raises(RefusedActError) as caught:
        view(PARTS, None, [Release(WHOLE, agreed_by=("P", "Q"))])
    assert str(caught.value) == "the total of P, Q, R to public lacks the release of R"


def test_who_would_learn_what_is_said_before_the_release():
    assert [str(fact) for fact in given_away(PARTS, [Release(WHOLE)])] == [
        "P, Q learn R = 10",
        "R learns Q = 30",
        "the public learns Q + R = 40",
    ]
    warnings = release_findings(PARTS, [Release(WHOLE)])
    assert str(warnings[0]) == (
        "P, Q: P, Q learn R = 10 by subtraction. Release fewer totals, or ask the originators. "
        "[release-by-subtraction]"
    )
