"""The text of an entry's body, which its hash covers, is the canonical form of its cells."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.claims import STANCES, Claim
from materiel.kernel.canonical import canonical
from materiel.kernel.marking import Marking
from materiel.kernel.period import Period
from materiel.kernel.table import to_cells
from materiel.ledger.entry import COMMON, Entry, body_text
from materiel.ledger.rows import Commitment, Event

TEXTS = st.text(max_size=20)
COUNTS = st.none() | st.integers(0, 10**15)
PERIODS = st.none() | st.dates(date(1950, 1, 1)).map(Period.day)
COMMON_CELLS = {
    "id": st.just("one"),
    "known_on": st.none() | st.dates(),
    "sources": st.lists(TEXTS, max_size=2).map(tuple),
    "supersedes": st.sampled_from(["", "another"]),
    "marking": st.sampled_from([None, Marking("owner", ("DEU",))]),
    "note": TEXTS,
}
CLAIMS = st.builds(
    Claim,
    **COMMON_CELLS,
    document=TEXTS,
    event=TEXTS,
    stance=st.sampled_from(STANCES),
    item=TEXTS,
    low=COUNTS,
    high=COUNTS,
    amount_low=st.none() | st.decimals(0, 10**9, places=2),
    amount_high=st.sampled_from([None, Decimal("0.10"), Decimal(0)]),
    when=PERIODS,
    paraphrase=TEXTS,
)
PROMISES = st.builds(
    Commitment,
    **COMMON_CELLS,
    kind=st.just("gift"),
    title=TEXTS,
    giver=TEXTS,
    receiver=TEXTS,
    item=TEXTS,
    payer=st.lists(TEXTS, max_size=3).map(tuple),
    ceiling=st.sampled_from(["unknown", "none"]),
    due=PERIODS,
)
EVENTS = st.builds(
    Event,
    **COMMON_CELLS,
    commitment=st.lists(TEXTS, max_size=3).map(tuple),
    event=TEXTS,
    valid=PERIODS.filter(bool),
    low=COUNTS,
    high=COUNTS,
    same_as=TEXTS,
)


@given(CLAIMS | PROMISES | EVENTS)
def test_the_body_is_the_canonical_form_of_the_cells_that_are_not_empty(row):
    cells = {name: text for name, text in to_cells(row).items() if text and name not in COMMON}
    assert body_text(row) == canonical(cells)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_row_that_states_no_period_holds_on_the_day_it_was_known(day):
    row = Claim(id="c", document="d", event="gift", stance="asserted", paraphrase="p")
    assert Entry("case", row, day).valid == Period.day(day)
