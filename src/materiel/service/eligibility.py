"""Eligibility: which funding programme may pay for which contract line or gift, and why not."""

from dataclasses import dataclass

from materiel.kernel.stamps import Stamps
from materiel.reports.eligibility import Judged, eligibility_table, judged
from materiel.reports.reading import Reading
from materiel.reports.table import Table
from materiel.service.workspace import HERE, View, Workspace


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the programmes say about some lines.

    Attributes:
        case: the id of the case.
        stamps: where the reader stands.
        answers: for each line, the verdict of each programme with the answer of each rule.
        table: the same as a table that cites.
    """

    case: str
    stamps: Stamps
    answers: tuple[Judged, ...]
    table: Table

    def as_dict(self) -> dict[str, object]:
        """The answer for JSON; every rule with its status and what is missing."""
        return {
            "case": self.case,
            **self.stamps.as_dict(),
            "lines": [
                {
                    "line": each.facts.name,
                    "cites": list(each.facts.cites),
                    "programmes": [
                        {
                            "programme": verdict.programme,
                            "verdict": verdict.truth,
                            "if_confirmed": verdict.if_confirmed,
                            "text": verdict.words,
                            "limits": list(verdict.limits),
                            "rules": [
                                {
                                    "rule": answer.rule.id,
                                    "met": answer.truth,
                                    "status": answer.rule.status,
                                    "found": answer.why,
                                    "missing": answer.missing,
                                    "open_points": answer.rule.open_points,
                                }
                                for answer in verdict.answers
                            ],
                        }
                        for verdict in each.verdicts
                    ],
                }
                for each in self.answers
            ],
        }


def eligibility(
    workspace: Workspace,
    name: str = "",
    *,
    programme: str = "",
    every_rule: bool = False,
    view: View = HERE,
) -> Eligibility:
    """Judge contract lines, or one gift, by the rules of funding programmes.

    Args:
        workspace: whose log.
        name: a contract, a ``contract/line``, or the id of a gift; empty: all contract lines.
        programme: one programme; empty: all whose rules are on record.
        every_rule: whether the table shows each rule instead of each programme.
        view: which case, and where the reader stands.

    Raises:
        UnknownNameError: no such contract, line, gift or programme.
    """
    with workspace.reading(view) as reader:
        answers = judged(Reading(reader), name, programme)
        table = eligibility_table(answers, every_rule=every_rule)
        return Eligibility(reader.case, reader.stamps, tuple(answers), table)
