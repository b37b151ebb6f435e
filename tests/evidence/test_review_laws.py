"""Laws of the review: order, repetition, grouping and undoing move no total and no bound."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materiel.evidence.claims import Claim
from materiel.evidence.entering import claim_row, suggestion_rows
from materiel.evidence.judgements import Judgement
from materiel.evidence.numbers import Number
from materiel.evidence.proposals import Proposal
from materiel.evidence.reviewed import review
from materiel.evidence.suggestions import Suggestion
from materiel.evidence.watched import Watched
from materiel.evidence.watching import Watching, decisions, queue

DAY = date(2024, 5, 2)
GUNS = Watched(id="guns", title="guns", events=("delivery",), receiver="UKR", unit="system")
RELATIONS = ("same-event", "part-of", "possibly-part-of", "updates", "contradicts")
NAMES = ("a", "b", "c", "d", "e")


def same(_kind, left, right):
    return left == right


@dataclass(frozen=True)
class Pile:
    """Claims, suggestions and judgements as they lie in a record."""

    claims: tuple[Claim, ...]
    suggestions: tuple[Suggestion, ...]
    judgements: tuple[Judgement, ...]

    def watching(self, roots=None):
        return Watching(
            GUNS, review(self.claims, self.judgements, self.suggestions, roots or {}), same
        )

    def answers(self, roots=None):
        watching = self.watching(roots)
        effects = {
            frozenset((each.decision, *each.names)): (
                str(one.now),
                str(one.holds),
                str(one.not_so),
                one.sure,
                one.best,
            )
            for each in map(Named, decisions(watching.reviewed))
            if any(watching.touches(name) for name in each.names)
            for one in [watching.effect(each.decision_itself)]
        }
        return str(watching.accepted().bounds), str(watching.with_waiting().bounds), effects


class Named:
    """A decision under a name that does not depend on where it stands."""

    def __init__(self, decision):
        self.decision_itself, self.names = decision, decision.names
        self.decision = "" if decision.link is None else decision.link.relation


def claim(name, low, high, *, stance="asserted", read_by="rules"):
    return Claim(
        id=name,
        document=f"d-{name}",
        event="delivered",
        stance=stance,
        receiver="UKR",
        low=low,
        high=high,
        paraphrase="told",
        event_kind="delivery",
        unit="system",
        read_by=read_by,
    )


@st.composite
def claims_of(draw):
    made = []
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=2, max_size=5)):
        low = draw(st.none() | st.integers(0, 12))
        high = draw(st.none() | st.integers(low or 0, 14))
        stance = draw(st.sampled_from(("asserted", "reported", "possible", "denied")))
        made.append(claim(name, low, high, stance=stance))
    return made


@st.composite
def piles(draw):
    claims = draw(claims_of())
    names = [each.id for each in claims]
    pairs = [(a, b) for a in names for b in names if a < b]
    suggested, judged = [], []
    for left, right in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5)):
        relation = draw(st.sampled_from(RELATIONS))
        suggested.append(
            Suggestion(
                id=f"s/{left}/{right}", left=left, relation=relation, right=right, by="rules"
            )
        )
    for at, name in enumerate(names):
        verdict = draw(st.sampled_from(("", "", "accept", "accept", "reject")))
        if verdict:
            judged.append(
                Judgement(id=f"v{at}", left=(name,), relation=verdict, by="r", reason="x")
            )
    for left, right in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)):
        relation = draw(st.sampled_from((*RELATIONS, "distinct")))
        judged.append(
            Judgement(
                id=f"j/{left}/{right}",
                left=(left,),
                relation=relation,
                right=right,
                by="r",
                reason="x",
            )
        )
    return Pile(tuple(claims), tuple(suggested), tuple(judged))


def order_means_nothing(pile, seed):
    mixed = Pile(*(tuple(seed.sample(each, len(each))) for each in _lists(pile)))
    assert mixed.answers() == pile.answers()


def twice_is_once(pile):
    again = tuple(replace(each, id=f"{each.id}/again") for each in pile.suggestions)
    double = Pile((*pile.claims, *pile.claims), (*pile.suggestions, *again), pile.judgements)
    assert double.answers() == pile.answers()


def undone_is_never_made(pile, seed):
    if not pile.judgements:
        return
    undone = seed.choice(pile.judgements)
    roots = {f"{undone.id}:2": undone.id}
    left = tuple(
        replace(each, id=f"{each.id}:2", supersedes=each.id, relation="withdrawn")
        if each is undone
        else each
        for each in pile.judgements
    )
    before = tuple(each for each in pile.judgements if each is not undone)
    withdrawn = Pile(pile.claims, pile.suggestions, left).answers(roots)
    assert withdrawn == Pile(pile.claims, pile.suggestions, before).answers()


def what_waits_moves_no_accepted_total(pile, seed):
    new = claim("z", 3, 9)
    names = [each.id for each in pile.claims]
    if seed.random() < 0.5:
        every = Judgement(id="all", left=tuple(names), relation="accept", by="r", reason="x")
        pile = Pile(pile.claims, pile.suggestions, (every,))
    words = ("same-event",) if seed.random() < 0.5 else RELATIONS
    more = tuple(
        Suggestion(id=f"s/z/{name}", left="z", relation=seed.choice(words), right=name, by="rules")
        for name in names
    )
    grown = Pile((*pile.claims, new), (*pile.suggestions, *more), pile.judgements)
    assert grown.answers()[0] == pile.answers()[0]


def statements_in_are_statements_out(pile):
    watching = pile.watching()
    states = watching.reviewed.states
    assert states.keys() == {each.id for each in pile.claims}
    counted = sorted(name for cluster in watching.clusters() for name in cluster.names)
    assert counted == sorted(
        each.id for each in pile.claims if states[each.id] == "accepted" and each.stance != "denied"
    )
    waiting = [each for each, _ in queue(watching.reviewed, [watching])]
    assert sorted(each.claim for each in waiting if each.claim) == sorted(
        name for name, state in states.items() if state == "waiting"
    )


def an_effect_is_what_the_judgement_then_does(pile):
    """The shortcut over parts against counting everything anew with the judgement made."""
    watching = pile.watching()
    for each in decisions(watching.reviewed):
        if not any(watching.touches(name) for name in each.names):
            continue
        effect = watching.effect(each)
        for yes, said in ((True, effect.holds), (False, effect.not_so)):
            if said is None:
                continue
            if each.link is None:
                cells = {"left": (each.claim,), "relation": "accept" if yes else "reject"}
            else:
                word = "part-of" if each.link.relation == "possibly-part-of" else each.link.relation
                cells = {
                    "left": (each.link.left,),
                    "relation": word if yes else "distinct",
                    "right": each.link.right,
                }
            made = Judgement(id="new", by="r", reason="x", **cells)
            after = Pile(pile.claims, pile.suggestions, (*pile.judgements, made)).watching()
            assert after.accepted().bounds.hull(after.with_waiting().bounds) == said


def merged_is_said_twice(pile, seed):
    """The same statement from one more outlet, judged the same event, changes no accepted total."""
    taken = seed.choice(pile.claims)
    twin = replace(taken, id="zz", document="d-zz")
    states = review(pile.claims, pile.judgements, (), {}).states
    if states[taken.id] != "accepted":
        return
    # An update counts for the later statement alone, so its twin must not be the older one.
    if any(each.relation == "updates" for each in pile.judgements):
        return
    more = (
        Judgement(id="y1", left=("zz",), relation="accept", by="r", reason="x"),
        Judgement(id="y2", left=("zz",), relation="same-event", right=taken.id, by="r", reason="x"),
    )
    merged = Pile((*pile.claims, twin), pile.suggestions, (*pile.judgements, *more))
    assert merged.watching().accepted().bounds == pile.watching().accepted().bounds


def _lists(pile):
    return list(pile.claims), list(pile.suggestions), list(pile.judgements)


RANDOM = st.randoms(use_true_random=False)
LAWS = {
    "order-means-nothing": order_means_nothing,
    "undone-is-never-made": undone_is_never_made,
    "what-waits-moves-no-accepted-total": what_waits_moves_no_accepted_total,
    "merged-is-said-twice": merged_is_said_twice,
    "twice-is-once": lambda pile, _: twice_is_once(pile),
    "statements-in-are-statements-out": lambda pile, _: statements_in_are_statements_out(pile),
    "an-effect-is-what-the-judgement-does": lambda pile, _: (
        an_effect_is_what_the_judgement_then_does(pile)
    ),
}


@pytest.mark.parametrize("law", LAWS)
@given(pile=piles(), seed=RANDOM)
def test_a_law_of_the_review_holds(law, pile, seed):
    LAWS[law](pile, seed)


@pytest.mark.proof
@pytest.mark.parametrize("law", LAWS)
@given(pile=piles(), seed=RANDOM)
def test_a_law_of_the_review_holds_often(law, pile, seed):
    LAWS[law](pile, seed)


# --- grouping of imports ------------------------------------------------------------------------


@st.composite
def documents(draw):
    """Documents with proposals that resemble each other."""
    made = []
    for document in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=2, max_size=4)):
        proposals = []
        for at in range(1, draw(st.integers(1, 3)) + 1):
            count = Decimal(draw(st.integers(1, 3)))
            proposals.append(
                Proposal(
                    id=f"d-{document}.{at}",
                    document=f"d-{document}",
                    event=draw(st.sampled_from(("delivery", "pledge"))),
                    status=draw(st.sampled_from(("delivered", "planned"))),
                    stance="asserted",
                    speaker=(),
                    actors={
                        "giver": (draw(st.sampled_from(("DEU", "POL"))),),
                        "recipient": ("UKR",),
                    },
                    item=f"{count} howitzers",
                    item_class="artillery_system",
                    number=Number(0, 1, str(count), count, count, "exact", digits=True),
                    unit="system",
                    amount=None,
                    period=None,
                    start=10 * at,
                    end=10 * at + 9,
                    evidence="x" * 9,
                    sentence=at,
                    cue="delivered",
                    published=DAY,
                )
            )
        made.append(tuple(proposals))
    return made


def grouping_means_nothing(documents, seed):
    together = suggestion_rows(documents, [], "rules", DAY)
    mixed = seed.sample(documents, len(documents))
    cuts = sorted(seed.sample(range(len(mixed) + 1), min(2, len(mixed))))
    parts = [mixed[a:b] for a, b in zip([0, *cuts], [*cuts, len(mixed)], strict=True)]
    apart, seen = [], []
    for part in parts:
        apart += suggestion_rows(part, seen, "rules", DAY)
        seen += part
    assert sorted(apart, key=lambda each: each.id) == together
    claims = tuple(claim_row(each, "rules", DAY) for mine in documents for each in mine)
    assert len({each.id for each in claims}) == sum(map(len, documents))
    judged = tuple(
        Judgement(id=f"v{each.id}", left=(each.id,), relation="accept", by="r", reason="x")
        for each in claims
        if seed.random() < 0.5
    )
    first = Pile(claims, tuple(together), judged).answers()
    assert Pile(claims[::-1], tuple(apart), judged).answers() == first


@given(documents(), RANDOM)
def test_how_documents_are_grouped_changes_no_relation_and_no_bound(documents, seed):
    grouping_means_nothing(documents, seed)


@pytest.mark.proof
@given(documents(), RANDOM)
def test_how_documents_are_grouped_changes_nothing_often(documents, seed):
    grouping_means_nothing(documents, seed)
