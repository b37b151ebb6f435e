"""May a funding programme pay for a contract line? Yes, no, or unknown and what is missing.

>>> facts = LineFacts(name="C/1", buyers=("DEU", "NLD"), buyers_known=True)
>>> rule = EligibilityRule(
...     id="P:states", programme="P", test="buyers-from", count=3, description="three states",
... )
>>> apply(rule, facts, lambda state, groups: True).truth
'no'
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from materiel.kernel.errors import InputError
from materiel.kernel.money import Money
from materiel.kernel.period import Period
from materiel.procurement.facts import HUNDRED, LineFacts
from materiel.vocabulary.eligibility import EligibilityRule

Truth = Literal["yes", "no", "unknown"]
Belongs = Callable[[str, Sequence[str]], bool]
"""Whether a party is one of some parties, or a member of one of some groups."""
CERTAIN, NEVER, OPEN = "yes", "no", "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says about one line.

    Attributes:
        rule: the rule.
        truth: whether the line meets it.
        why: what was found, with its numbers.
        missing: the fact that would settle it; empty when nothing is missing.
    """

    rule: EligibilityRule
    truth: Truth
    why: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all rules of one programme say about one line.

    Attributes:
        programme: party id of the programme.
        line: ``contract/line``.
        truth: yes only when every rule is confirmed and met; no only when a confirmed rule is
            not met.
        if_confirmed: what it would be if the unconfirmed rules hold as they are on record.
        answers: one for each rule that is a test.
        limits: the most that the programme pays, in words.
    """

    programme: str
    line: str
    truth: Truth
    if_confirmed: Truth
    answers: tuple[Answer, ...]
    limits: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The verdict in words; an unconfirmed rule is never hidden."""
        plain = {"yes": "eligible", "no": "not eligible", "unknown": "unknown"}
        if self.truth == self.if_confirmed:
            return plain[self.truth]
        return f"unknown; {plain[self.if_confirmed]} if the unconfirmed rules hold"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why: the rules not met, or else what is unknown and what is missing."""
        refused = [each for each in self.answers if each.truth == NEVER]
        settled = [each for each in refused if each.rule.confirmed]
        if settled:
            return tuple(each.why for each in settled)
        found = [f"{each.why} (not confirmed: {each.rule.open_points})" for each in refused]
        found += [
            f"{each.why}: missing: {each.missing}" for each in self.answers if each.truth == OPEN
        ]
        found += [
            f"{each.rule.description}: not confirmed: {each.rule.open_points}"
            for each in self.answers
            if each.truth == CERTAIN and not each.rule.confirmed
        ]
        return tuple(found)


def judge(
    programme: str, rules: Iterable[EligibilityRule], facts: LineFacts, belongs: Belongs
) -> Verdict:
    """What the rules of one programme say about one line.

    Args:
        programme: party id of the programme.
        rules: rules of any programmes; those of others are left out.
        facts: what is known about the line.
        belongs: who is a member of which group, on the day that matters.

    Raises:
        InputError: no rule of the programme is on record.
    """
    mine = [rule for rule in rules if rule.programme == programme]
    if not mine:
        raise InputError(f"{programme}: no rule of the programme is on record")
    tests = [rule for rule in mine if rule.test in APPLY]
    answers = tuple(apply(rule, facts, belongs) for rule in tests)
    held = together(each.truth for each in answers)
    sure = together(each.truth for each in answers if each.rule.confirmed)
    every = all(each.rule.confirmed for each in answers)
    truth: Truth = sure if every or sure == "no" else "unknown"
    limits = tuple(_limit(rule, facts) for rule in mine if rule.test == "pays-at-most")
    return Verdict(programme, facts.name, truth, truth if truth == "no" else held, answers, limits)


def together(truths: Iterable[Truth]) -> Truth:
    """All of them at once: no if one is no, yes if all are yes, else unknown."""
    found = set(truths)
    if "no" in found:
        return "no"
    return "unknown" if "unknown" in found else "yes"


def apply(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Answer:
    """What one rule says about one line."""
    truth, why, missing = APPLY[rule.test](rule, facts, belongs)
    return Answer(rule, truth, why, missing if truth == "unknown" else "")


Said = tuple[Truth, str, str]


def _buyers_from(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    needed = rule.count or 1
    sure = [each for each in facts.buyers if not rule.parties or belongs(each, rule.parties)]
    maybe = [each for each in facts.buyers if each not in sure and belongs(each, rule.perhaps)]
    of = f" of {', '.join(rule.parties)}" if rule.parties and len(rule.parties) <= FEW else ""
    why = f"{len(sure)} of {needed} buyers{of}"
    if len(sure) >= needed:
        return "yes", why, ""
    if rule.waived is not None:
        inside = _inside(facts.signed, rule.waived)
        if inside != "no":
            return "unknown", why, f"whether the rule was set aside in {rule.waived}"
    if len(sure) + len(maybe) >= needed:
        return "unknown", why, f"whether {', '.join(maybe)} counts"
    if not facts.buyers_known:
        return "unknown", why, "the full list of buyers"
    return "no", why, ""


def _buyers_all(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    outside = [each for each in facts.buyers if not belongs(each, rule.parties)]
    sure = [each for each in outside if not belongs(each, rule.perhaps)]
    if sure:
        return "no", f"{', '.join(sure)} is not of {', '.join(rule.parties)}", ""
    why = f"buyers of {', '.join(rule.parties)} only"
    if outside:
        return "unknown", why, f"whether {', '.join(outside)} counts"
    if not facts.buyers_known:
        return "unknown", why, "the full list of buyers"
    return "yes", why, ""


def _content_from(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    needed = rule.percent or Decimal(0)
    low, high = content_share(facts, rule.parties, rule.perhaps, belongs)
    why = f"{_percent(low, high)} of the cost from {', '.join(rule.parties)}, {needed} % needed"
    if low >= needed:
        return "yes", why, ""
    if high < needed:
        return "no", why, ""
    return "unknown", why, "the share of the cost by origin"


def content_share(
    facts: LineFacts, parties: Sequence[str], perhaps: Sequence[str], belongs: Belongs
) -> tuple[Decimal, Decimal]:
    """The share of a line's cost that comes from some parties, as percent, low and high.

    What no row covers may come from anywhere; so may the content of parties that only perhaps
    count. Where the rows cover the whole cost, what the others cannot hold comes from these.
    """
    hundred = Decimal(HUNDRED)
    inside = [each for each in facts.contents if belongs(each.origin, parties)]
    maybe = [
        each for each in facts.contents if each not in inside and belongs(each.origin, perhaps)
    ]
    outside = [each for each in facts.contents if each not in inside and each not in maybe]
    low = sum((each.low for each in inside), Decimal(0))
    high = hundred - sum((each.low for each in outside), Decimal(0))
    if facts.contents_known:
        others = sum((each.high for each in (*outside, *maybe)), Decimal(0))
        low = max(low, hundred - others)
        high = min(high, sum((each.high for each in (*inside, *maybe)), Decimal(0)))
    return max(Decimal(0), low), max(Decimal(0), min(hundred, max(low, high)))


def _content_safe(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    others = [
        each.origin
        for each in facts.contents
        if each.high > 0 and not belongs(each.origin, rule.parties)
    ]
    low, _ = content_share(facts, rule.parties, (), belongs)
    if low >= HUNDRED:
        return "yes", "all content from states that count as safe", ""
    named = f"; {', '.join(others)}" if others else ""
    return (
        "unknown",
        f"content from elsewhere is possible{named}",
        "which states are meant, and the origin of all content",
    )


def _design(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    if facts.complex_item is False:
        return "yes", "not of a complex category", ""
    holder = facts.design_authority
    if holder and belongs(holder, rule.parties):
        return "yes", f"design authority with {holder}", ""
    if not holder:
        return "unknown", "design authority not known", "who holds the design authority"
    why = f"design authority with {holder}"
    if facts.complex_item is None:
        return "unknown", why, "whether it is of a complex category"
    return "no", why, ""


def _signed(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    del belongs
    window = rule.window
    truth = _inside(facts.signed, window)
    return (
        truth,
        f"signed {facts.signed or 'on an unknown day'}, window {window}",
        "the day of signature",
    )


def _inside(signed: Period | None, window: Period | None) -> Truth:
    if window is None or signed is None:
        return "unknown"
    if window.start <= signed.start and signed.end <= window.end:
        return "yes"
    apart = signed.end <= window.start or window.end <= signed.start
    return "no" if apart else "unknown"


def _pays_for(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    del belongs
    why = f"pays for {' or '.join(rule.words)}, this is {facts.sort or 'not known'}"
    if not facts.sort:
        return "unknown", why, "what sort of line it is"
    return ("yes" if facts.sort in rule.words else "no"), why, ""


def _made_in(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    truth = _place(rule, facts, belongs)
    return truth, f"made in {facts.made_in or 'an unknown place'}", "where it is made"


def _not_made_in(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    truth, why, missing = _made_in(rule, facts, belongs)
    turned: dict[Truth, Truth] = {"yes": "no", "no": "yes", "unknown": "unknown"}
    return turned[truth], why, missing


def _place(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Truth:
    if not facts.made_in:
        return "unknown"
    if belongs(facts.made_in, rule.parties):
        return "yes"
    return "unknown" if belongs(facts.made_in, rule.perhaps) else "no"


def _buying_order(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    place = _place(rule, facts, belongs)
    why = f"made in {facts.made_in or 'an unknown place'}"
    if place == "yes" or facts.derogation:
        return "yes", why + (", by derogation" if place != "yes" else ""), ""
    if place == "no" and facts.derogation is False:
        return "no", f"{why}, without a derogation", ""
    if place == "no":
        return "unknown", why, "a documented derogation"
    return "unknown", why, "where it is made"


def _cash(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    del rule, belongs
    if facts.cash_before_order is None:
        return "unknown", "cash before the order", "whether the cash was in before the order"
    return ("yes" if facts.cash_before_order else "no"), "cash before the order", ""


def _approved(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    del belongs
    names = ", ".join(rule.parties)
    if facts.granted & set(rule.parties):
        return "yes", f"granted by {names}", ""
    if facts.refused & set(rule.parties):
        return "no", f"refused by {names}", ""
    return "unknown", f"approval of {names}", f"a decision of {names}"


def _for_party(rule: EligibilityRule, facts: LineFacts, belongs: Belongs) -> Said:
    names = ", ".join(facts.for_parties) or "nobody on record"
    if any(belongs(each, rule.parties) for each in facts.for_parties):
        return "yes", f"for {names}", ""
    if facts.for_known:
        return "no", f"for {names}, not for {', '.join(rule.parties)}", ""
    return "unknown", f"for {names}", "for whom it is"


FEW = 3
APPLY: Mapping[str, Callable[[EligibilityRule, LineFacts, Belongs], Said]] = {
    "buyers-from": _buyers_from,
    "buyers-all-from": _buyers_all,
    "content-from": _content_from,
    "content-safe": _content_safe,
    "design-authority": _design,
    "signed-in": _signed,
    "pays-for": _pays_for,
    "made-in": _made_in,
    "not-made-in": _not_made_in,
    "buying-order": _buying_order,
    "cash-before-order": _cash,
    "approved-by": _approved,
    "for-party": _for_party,
}
"""Every test by its word; ``pays-at-most`` is a limit and no test."""


def _limit(rule: EligibilityRule, facts: LineFacts) -> str:
    """The most that a programme pays for a line, in words."""
    doubt = "" if rule.confirmed else f" (not confirmed: {rule.open_points})"
    if rule.amount is not None:
        return f"at most {rule.amount:,} {rule.currency}{doubt}"
    share = f"at most {rule.percent} % of the value"
    if facts.value is None or rule.percent is None:
        return share + doubt
    part = Fraction(facts.value.minor) * Fraction(rule.percent) / HUNDRED
    most = Money(part.__floor__(), facts.value.currency)
    return f"{share}, {most}{doubt}"


def _percent(low: Decimal, high: Decimal) -> str:
    return f"{low} %" if low == high else f"{low} to {high} %"
