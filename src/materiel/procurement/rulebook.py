"""From rows to rules: how a body decides one matter, and who can stop it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from materiel.kernel.errors import InputError
from materiel.procurement.decisions import (
    ONE_THIRD,
    Consensus,
    NamedApprovers,
    NegativeClearance,
    Position,
    QualifiedMajority,
    SilenceProcedure,
    Threshold,
    Unanimity,
    VotingRule,
)
from materiel.vocabulary.bodies import Body, DecisionRule
from materiel.vocabulary.figures import populations
from materiel.vocabulary.vocabulary import Vocabulary

Decider = VotingRule | SilenceProcedure | NegativeClearance


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one body decides one matter.

    Attributes:
        body: the body.
        rule: its rule as a row; None when none is stated.
        decider: the rule as a value; None when the body takes no decisions or states no rule.
        members: who counts; empty for a waiting period that nobody votes on.
        population_year: whose population is counted; None when the rule counts none.
        notes: what was read, in words: who counts as a member, what is not confirmed.
    """

    body: Body
    rule: DecisionRule | None
    decider: Decider | None
    members: tuple[str, ...] = ()
    population_year: int | None = None
    notes: tuple[str, ...] = ()


def procedure(
    words: Vocabulary,
    body: Body,
    day: date,
    *,
    named: Collection[str] = (),
    seen: Collection[str] = (),
    waiting_days: int | None = None,
) -> Procedure:
    """How a body decides on a day.

    Args:
        words: the vocabulary of the case.
        body: the body.
        day: the day of membership, and of the newest population that may count.
        named: parties with a position on this matter; named approvers are these.
        seen: parties with a position on any matter of the body; its members where no table
            lists them.
        waiting_days: the length of a silence or clearance that goes before that of the rule.

    Raises:
        UnknownNameError: the body names a rule that no table holds.
        InputError: the rule lacks a number that its kind needs, or a member's population.
    """
    if not body.rule:
        return Procedure(body, None, None, notes=(f"no rule is on record by which {body.id} acts",))
    rule = words.decision_rule(body.rule)
    notes = [f"{rule.name}: not confirmed: {rule.open_points}"] * (rule.status == "unconfirmed")
    if rule.kind == "none":
        return Procedure(body, rule, None, notes=(f"{body.id} takes no decision of its own",))
    if rule.kind == "approvers":
        approvers = tuple(sorted(named)) or (body.id,)
        return Procedure(
            body, rule, NamedApprovers(frozenset(approvers)), approvers, notes=tuple(notes)
        )
    members, read = members_of(words, body, day, seen or named)
    notes += read
    if rule.kind == "negative-clearance":
        days = _waiting(rule, waiting_days)
        return Procedure(body, rule, NegativeClearance(days), (), notes=tuple(notes))
    year, people = None, dict[str, int]()
    if rule.kind in ("unanimity", "qualified-majority"):
        year, people = populations(members, day.year)
    found = Procedure(body, rule, decider_of(rule, members, people), members, year, tuple(notes))
    if rule.kind == "silence":
        silence_of(found, waiting_days)
    return found


def members_of(
    words: Vocabulary, body: Body, day: date, named: Collection[str] = ()
) -> tuple[tuple[str, ...], list[str]]:
    """The members of a body on a day, and how they were found where no table lists them."""
    if body.members:
        try:
            return words.members(body.members, day), []
        except InputError:
            pass  # a group of the case, whose members only the record of positions names
    if named:
        note = f"members of {body.id}: those whose position is on record, no table lists them"
        return tuple(sorted(named)), [note]
    return (body.id,), [f"members of {body.id} are not on record: it counts as one"]


def decider_of(
    rule: DecisionRule, members: Collection[str], people: Mapping[str, int]
) -> VotingRule | SilenceProcedure:
    """A rule among members as a value.

    Args:
        rule: of a kind that members decide by.
        members: who counts.
        people: persons by member, for rules that count them.

    Raises:
        InputError: the rule lacks a share, or states one that its kind does not know.
    """
    shares, who = rule.shares, frozenset(members)
    if rule.kind == "consensus":
        return Consensus(who)
    if rule.kind == "silence":
        return SilenceProcedure(who)
    if rule.kind == "unanimity":
        for name in ("abstaining_members", "abstaining_weight"):
            if shares.get(name) != ONE_THIRD:
                raise InputError(f"{rule.id}: {name}: found {shares.get(name)}; accepted: 1/3")
        return Unanimity(dict(people))
    if rule.kind == "threshold":
        share = _share(rule, shares, "members_for")
        return Threshold(who, share, of_votes_cast=rule.of_votes_cast, more_than=rule.more_than)
    if rule.kind == "qualified-majority":
        return QualifiedMajority(
            dict(people),
            states_share=_share(rule, shares, "members_for"),
            states_min=rule.members_min or 0,
            population_share=_share(rule, shares, "weight_for"),
            blocking_min=rule.blocking_members or 0,
        )
    raise InputError(f"{rule.id}: no members decide by a rule of kind {rule.kind}")


def vetoes(rule: VotingRule, stated: Mapping[str, Position]) -> tuple[str, ...]:
    """The members each of whom can stop the matter alone, all others voting for it.

    Args:
        rule: the rule.
        stated: positions that are on record; they stay, all others are *for*.
    """
    kind: Position = "for"
    base = {**dict.fromkeys(rule.who, kind), **stated}
    if not rule.adopts(base):
        return ()
    no: Position = "against"
    return tuple(sorted(name for name in rule.who if not rule.adopts({**base, name: no})))


def least_opponents(rule: VotingRule) -> tuple[str, ...]:
    """The fewest members whose No stops the matter when all others are for it.

    Every rule here counts heads, or heads and people; so the members with the most people are
    the first to ask.
    """
    people = getattr(rule, "population", {})
    order = sorted(rule.who, key=lambda name: (-people.get(name, 0), name))
    for count in range(1, len(order) + 1):
        against = frozenset(order[:count])
        if not rule.adopts(_divided(rule, against)):
            return tuple(order[:count])
    return ()


def _divided(rule: VotingRule, against: frozenset[str]) -> dict[str, Position]:
    return {name: "against" if name in against else "for" for name in rule.who}


def _share(rule: DecisionRule, shares: Mapping[str, Fraction], name: str) -> Fraction:
    if name not in shares:
        raise InputError(f"{rule.id}: {name}: required for a rule of kind {rule.kind}")
    return shares[name]


def _waiting(rule: DecisionRule, stated: int | None) -> int:
    days = rule.waiting_days if stated is None else stated
    if days is None:
        raise InputError(f"{rule.id}: waiting_days: neither the rule nor the approval states them")
    return days


def silence_of(found: Procedure, stated: int | None) -> timedelta:
    """How long a silence procedure lasts.

    Args:
        found: the procedure.
        stated: the days of this one matter, which go before those of the rule.

    Raises:
        InputError: nobody states the days.
    """
    days = stated
    if days is None and found.rule is not None:
        days = found.rule.waiting_days
    if days is None:
        raise InputError(f"waiting_days: required, {found.body.id} decides by silence")
    return timedelta(days=days)
