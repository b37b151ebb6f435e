"""How a body decides: rules as values that turn positions into an outcome, in exact fractions.

>>> rule = Threshold(frozenset("ABC"), Fraction(2, 3))
>>> rule.outcome({"A": "for", "B": "for", "C": "against"})
'adopted'
>>> rule.outcome({"A": "for", "C": "against"})
'open'
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from materiel.kernel.errors import InputError, UnknownNameError

Position = Literal["for", "against", "abstain", "abstain-declared"]
"""``abstain-declared``: an abstention with a formal declaration (constructive abstention)."""
POSITIONS = ("for", "against", "abstain", "abstain-declared")
Outcome = Literal["adopted", "not adopted", "open"]
ONE_THIRD = Fraction(1, 3)


class VotingRule(ABC):
    """A rule that reads one position per member.

    Every rule here is monotone: a member that moves from *against* to *for* never turns an
    adoption into a refusal. So the two extremes of the missing positions settle whether they
    matter.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def who(self) -> frozenset[str]:
        """The members whose position counts."""

    @abstractmethod
    def adopts(self, positions: Mapping[str, Position]) -> bool:
        """Whether complete positions adopt the proposal."""

    def outcome(self, positions: Mapping[str, Position]) -> Outcome:
        """The outcome of positions; ``open`` while missing ones could still turn it.

        Raises:
            UnknownNameError: a position of somebody who is not a member.
            InputError: a word that is no position.
        """
        for member, position in positions.items():
            if member not in self.who:
                raise UnknownNameError("member", member, sorted(self.who))
            if position not in POSITIONS:
                raise InputError(f"{member}: found {position!r}; accepted: {', '.join(POSITIONS)}")
        best = self.adopts({**dict.fromkeys(self.who, "for"), **positions})
        worst = self.adopts({**dict.fromkeys(self.who, "against"), **positions})
        if best != worst:
            return "open"
        return "adopted" if best else "not adopted"


def _holding(positions: Mapping[str, Position], *words: Position) -> frozenset[str]:
    return frozenset(member for member, position in positions.items() if position in words)


@dataclass(frozen=True, slots=True)
class Consensus(VotingRule):
    """Nobody objects, and no vote is taken.

    Source: NATO's practice for all its bodies (DESIGN §6.6). An abstention is no objection.
    """

    members: frozenset[str]

    @property
    def who(self) -> frozenset[str]:
        """The members."""
        return self.members

    def adopts(self, positions: Mapping[str, Position]) -> bool:
        """Adopted unless a member objects."""
        return not _holding(positions, "against")


@dataclass(frozen=True, slots=True)
class Unanimity(VotingRule):
    """Nobody is against; declared abstentions stop it at a third of states *and* population.

    Source: Treaty on the Functioning of the European Union art. 238(4): abstentions do not
    prevent unanimity. Treaty on European Union art. 31(1): members that qualify their abstention
    by a formal declaration and are at least a third of the states with at least a third of the
    Union's population prevent it.

    Attributes:
        population: people by member.
    """

    population: Mapping[str, int]

    def __post_init__(self) -> None:
        _check_population(self.population)

    @property
    def who(self) -> frozenset[str]:
        """The members."""
        return frozenset(self.population)

    def adopts(self, positions: Mapping[str, Position]) -> bool:
        """Adopted without a vote against and without that double third."""
        if _holding(positions, "against"):
            return False
        declared = _holding(positions, "abstain-declared")
        states = Fraction(len(declared), len(self.population))
        return states < ONE_THIRD or _people(self.population, declared) < ONE_THIRD


@dataclass(frozen=True, slots=True)
class QualifiedMajority(VotingRule):
    """Enough states with enough people, unless too few states stand in the way.

    Source: Treaty on European Union art. 16(4): at least 55 % of the members, comprising at
    least fifteen, that represent at least 65 % of the population; a blocking minority needs at
    least four members, failing which the majority counts as attained. An abstention is not a
    vote for. For a proposal that comes neither from the Commission nor from the High
    Representative: 72 % of the members, and no number of states needed to block (Treaty on the
    Functioning of the European Union art. 238(2)).

    Attributes:
        population: people by member, all members.
        states_share: least share of the members.
        states_min: least number of members.
        population_share: least share of the population.
        blocking_min: fewest members that can stop it by population alone.
    """

    population: Mapping[str, int]
    states_share: Fraction = Fraction(55, 100)
    states_min: int = 15
    population_share: Fraction = Fraction(65, 100)
    blocking_min: int = 4

    def __post_init__(self) -> None:
        _check_population(self.population)

    @property
    def who(self) -> frozenset[str]:
        """The members."""
        return frozenset(self.population)

    @classmethod
    def reinforced(cls, population: Mapping[str, int]) -> "QualifiedMajority":
        """The rule for a proposal of neither the Commission nor the High Representative."""
        return cls(population, states_share=Fraction(72, 100), blocking_min=0)

    def adopts(self, positions: Mapping[str, Position]) -> bool:
        """Both thresholds, or the first one and fewer than a blocking minority's members."""
        backers = _holding(positions, "for")
        if Fraction(len(backers), len(self.population)) < self.states_share:
            return False
        if len(backers) < self.states_min:
            return False
        if len(self.population) - len(backers) < self.blocking_min:
            return True
        return _people(self.population, backers) >= self.population_share


@dataclass(frozen=True, slots=True)
class Threshold(VotingRule):
    """A share of the members, or of the votes cast for and against.

    Source: the body's own statute; ``Fraction(1, 2)`` with ``more_than`` is the simple majority.

    Attributes:
        members: who votes.
        share: least share of *for*, above 0 and at most 1.
        of_votes_cast: count the share of votes cast (abstentions left out), not of members.
        more_than: the share itself is not enough.
    """

    members: frozenset[str]
    share: Fraction
    of_votes_cast: bool = False
    more_than: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise InputError(f"threshold: found {self.share}; accepted: above 0 and at most 1")
        if not self.members:
            raise InputError("threshold: no member is stated")

    @property
    def who(self) -> frozenset[str]:
        """The members."""
        return self.members

    def adopts(self, positions: Mapping[str, Position]) -> bool:
        """Enough of the members, or of the votes cast; without a vote cast nothing is adopted."""
        backers = len(_holding(positions, "for"))
        base = len(_holding(positions, "for", "against")) if self.of_votes_cast else len(self.who)
        if base == 0:
            return False
        reached = Fraction(backers, base)
        return reached > self.share if self.more_than else reached >= self.share


@dataclass(frozen=True, slots=True)
class NamedApprovers(VotingRule):
    """Named approvers must say yes; the others of the body do not matter.

    Source: prior approvals of a committee or ministry, one approver each (Bundestag budget
    committee above EUR 25 million, Romanian prior approval). An abstention is not a yes.

    Attributes:
        approvers: who is asked.
        needed: how many of them must approve; 0 means all.
    """

    approvers: frozenset[str]
    needed: int = 0

    def __post_init__(self) -> None:
        if not self.approvers:
            raise InputError("approvers: nobody is named")
        if not 0 <= self.needed <= len(self.approvers):
            raise InputError(
                f"needed: found {self.needed}; accepted: 1 to {len(self.approvers)}, or 0 for all"
            )

    @property
    def who(self) -> frozenset[str]:
        """The approvers."""
        return self.approvers

    def adopts(self, positions: Mapping[str, Position]) -> bool:
        """As many approvals as needed."""
        return len(_holding(positions, "for")) >= (self.needed or len(self.approvers))


@dataclass(frozen=True, slots=True)
class SilenceProcedure:
    """A text counts as adopted when its period ends and no member has objected.

    Source: Rules of Procedure of the Council (Decision 2009/937/EU) art. 12(2); NATO's silence
    procedure works alike, its period set case by case.

    Attributes:
        members: who can break the silence.
    """

    members: frozenset[str]

    def outcome(self, deadline: date, objections: Mapping[str, date], day: date) -> Outcome:
        """The outcome at the end of ``day``.

        Args:
            deadline: last day of the silence; the text is adopted at its end.
            objections: the day of each objection by member; a later one comes too late.
            day: the day asked for.

        Raises:
            UnknownNameError: an objection by somebody who is not a member.
        """
        for member in objections:
            if member not in self.members:
                raise UnknownNameError("member", member, sorted(self.members))
        if any(when <= min(day, deadline) for when in objections.values()):
            return "not adopted"
        return "adopted" if day >= deadline else "open"


@dataclass(frozen=True, slots=True)
class NegativeClearance:
    """A notified act becomes effective after a waiting period unless it is blocked within it.

    Source: United States Arms Export Control Act sec. 36(b): 15 calendar days for NATO, its
    members, Japan, Australia, the Republic of Korea, Israel and New Zealand, else 30; a joint
    resolution blocks. The day of notification is day 0.

    Attributes:
        days: calendar days of waiting.
    """

    days: int

    def __post_init__(self) -> None:
        if self.days < 0:
            raise InputError(f"days: found {self.days}; accepted: 0 or more")

    def effective(self, notified: date, blocked: date | None = None) -> date | None:
        """The first day on which the act may be done; None when it was blocked in time."""
        first = notified + timedelta(days=self.days + 1)
        return None if blocked is not None and blocked < first else first

    def latest_notification(self, needed: date) -> date:
        """The last day to notify so that the act is effective on ``needed``."""
        return needed - timedelta(days=self.days + 1)

    def outcome(self, notified: date, day: date, blocked: date | None = None) -> Outcome:
        """The outcome on ``day``; a block counts from its own day on."""
        first = notified + timedelta(days=self.days + 1)
        if blocked is not None and blocked < first and blocked <= day:
            return "not adopted"
        return "adopted" if day >= first else "open"


def _people(population: Mapping[str, int], members: frozenset[str]) -> Fraction:
    """The members' share of the whole population."""
    return Fraction(sum(population[member] for member in members), sum(population.values()))


def _check_population(population: Mapping[str, int]) -> None:
    for member, people in population.items():
        if people < 0:
            raise InputError(f"population of {member}: found {people}; accepted: 0 or more")
    if not sum(population.values()):
        raise InputError("population: nobody is stated")
