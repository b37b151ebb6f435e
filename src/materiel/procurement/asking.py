"""Which approvals the rules ask for before an act, by who acts, for whom, and at what value.

>>> act = Act("purchase", whose="DEU", value=Money.parse("30000000", "EUR"))
>>> [each.requisite.id for each in asked(act, lambda party, groups: party in groups)]
['DEU-25M']
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from materiel.kernel.money import Money
from materiel.procurement.eligibility import Belongs
from materiel.vocabulary.reader import table
from materiel.vocabulary.requisites import Requisite


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody is about to do.

    Attributes:
        what: a word of ``vocabulary.requisites.ACTS``.
        whose: id of the party that acts; empty: not known.
        recipient: id of the party to whom it is done; empty: not known or nobody.
        made_in: where what is handed over was made; empty: not known.
        value: what it is worth; None: not known.
    """

    what: str
    whose: str = ""
    recipient: str = ""
    made_in: str = ""
    value: Money | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that may ask for an approval of an act.

    Attributes:
        requisite: the rule.
        needed: yes, or unknown while a fact is missing or the rule is not confirmed.
        missing: what would settle it; empty when it is settled.
    """

    requisite: Requisite
    needed: Literal["yes", "unknown"]
    missing: str = ""


def asked(
    act: Act, belongs: Belongs, rules: Iterable[Requisite] | None = None
) -> tuple[Asked, ...]:
    """The rules that ask for an approval of an act, or may; what certainly does not is left out.

    Args:
        act: what is about to be done.
        belongs: who is a member of which group, on the day of the act.
        rules: None: all that are packaged.
    """
    known = table(Requisite).rows.values() if rules is None else rules
    found = (_asked(rule, act, belongs) for rule in known if rule.act == act.what)
    return tuple(each for each in found if each is not None)


def _asked(rule: Requisite, act: Act, belongs: Belongs) -> Asked | None:
    doubts: list[str] = []
    for party, groups, name in (
        (act.whose, rule.whose, "who acts"),
        (act.recipient, rule.recipients, "for whom it is"),
        (act.made_in, rule.made_in, "where it was made"),
    ):
        if groups and not party:
            doubts.append(name)
        elif groups and not belongs(party, groups):
            return None
    if act.recipient and belongs(act.recipient, rule.not_recipients):
        return None
    if rule.not_recipients and not act.recipient:
        doubts.append("for whom it is")
    if rule.above is not None:
        doubt = _value_doubt(rule, act.value)
        if doubt is None:
            return None
        doubts += [doubt] if doubt else []
    if rule.status == "unconfirmed" and not (rule.above is not None and not rule.above_confirmed):
        doubts.append(f"not confirmed: {rule.open_points}")
    return Asked(rule, "unknown" if doubts else "yes", "; ".join(dict.fromkeys(doubts)))


def _value_doubt(rule: Requisite, value: Money | None) -> str | None:
    """Why it is not certain that a value lies above the rule's; empty: it does; None: it does not.

    A value above which nobody has confirmed the rule settles nothing, either way.
    """
    if not rule.above_confirmed:
        return f"not confirmed: {rule.open_points}"
    if value is None:
        return "its value"
    if value.currency != rule.currency:
        return f"its value in {rule.currency}"
    assert rule.above is not None, "asked only of rules with a value"
    return "" if value > Money.parse(str(rule.above), rule.currency) else None
