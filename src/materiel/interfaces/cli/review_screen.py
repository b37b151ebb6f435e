"""The review on a terminal: one decision after the other, by keys, until nobody wants more."""

import os
import shlex
import sys

import materiel
from materiel.interfaces.cli.command import GOOD
from materiel.interfaces.cli.common import Common, cells
from materiel.interfaces.cli.output import say, say_findings
from materiel.interfaces.cli.reviewing import (
    How,
    claim_text,
    coloured,
    effects,
    headline,
    relations_text,
    signed,
    total_line,
)
from materiel.kernel.errors import InputError, MaterielError

KEYS = "[a]ccept [e]dit [r]eject re[l]ate [s]kip [u]ndo [q]uit"
TRIED = 20
"""Decisions of one total that are tried both ways before each question."""
LINK_KEYS = "[a]ccept that it holds  [r]eject: distinct  re[l]ate otherwise  [s]kip [u]ndo [q]uit"


class Screen:
    """One sitting of a reviewer.

    Attributes:
        made: judgements of this sitting, to be undone from the newest on.
    """

    def __init__(self, workspace: "materiel.Workspace", common: Common, how: How) -> None:
        self.workspace, self.common, self.how = workspace, common, how
        self.made: list[str] = []
        self._skipped: set[tuple[str, ...]] = set()
        colour = "NO_COLOR" not in os.environ and os.environ.get("TERM", "") != "dumb"
        self._mark = coloured if colour else signed

    def run(self) -> None:
        """Go through what waits until nothing does or the reviewer quits."""
        while True:
            with materiel.desk(self.workspace, self.common.view) as desk:
                waiting = desk.queue(TRIED)
                rest = [each for each in waiting if each.decision.key not in self._skipped]
                if not rest:
                    say(f"nothing waits{f' but {len(waiting)} skipped' if waiting else ''}")
                    return
                self._show(desk, rest[0], len(rest))
            if not self._ask(rest[0]):
                return

    def _show(self, desk: "materiel.Desk", waiting: "materiel.Waiting", count: int) -> None:
        say("", f"({count} to decide) {headline(desk, waiting)}")
        for name in waiting.decision.names:
            passage = materiel.passage_of(self.workspace, desk, name)
            say(*claim_text(desk, name, passage, self._mark))
        if waiting.decision.link is None:
            say(*relations_text(desk, waiting.decision.claim, desk.about(waiting.decision.claim)))
        elif waiting.decision.suggestion is not None:
            row = waiting.decision.suggestion
            say(f"  proposed with {row.points} points: {row.reasons}")
        say(*(f"  {line}" for line in effects(waiting)))

    def _ask(self, waiting: "materiel.Waiting") -> bool:
        """One answer; False when the reviewer quits."""
        link = waiting.decision.link
        key = self._line(f"{KEYS if link is None else LINK_KEYS} > ")
        if key in (None, "q"):
            return False
        try:
            self._do(key or "", waiting)
        except MaterielError as problem:
            say(f"  refused: {problem}")
        return True

    def _do(self, key: str, waiting: "materiel.Waiting") -> None:
        link, claim = waiting.decision.link, waiting.decision.claim
        if key == "s":
            self._skipped.add(waiting.decision.key)
        elif key == "u":
            self._undo()
        elif key == "a" and link is not None:
            self._judge(link.left, link.relation, link.right)
        elif key == "r" and link is not None:
            self._judge(link.left, "distinct", link.right)
        elif key in ("a", "r"):
            self._judge(claim, "accept" if key == "a" else "reject")
        elif key == "e" and link is None:
            changes = _split(self._line("  column=value, one or several > ") or "")
            made = materiel.edit_claim(self.workspace, claim, cells(changes), case=self.common.case)
            say(f"  {made.id} corrects {made.supersedes}")
        elif key == "l":
            self._relate(waiting)
        else:
            raise InputError(f"found {key!r}; accepted: the letters in brackets")

    def _relate(self, waiting: "materiel.Waiting") -> None:
        link = waiting.decision.link
        left = waiting.decision.claim if link is None else link.left
        words = (self._line("  relation and claim, as: same-event CLAIM > ") or "").split()
        if link is not None and len(words) == 1:
            words.append(link.right)
        if len(words) != 2:  # noqa: PLR2004  (a relation and a claim)
            raise InputError("accepted: a relation, then the other claim")
        self._judge(left, words[0], words[1])

    def _judge(self, left: str, relation: str, right: str = "") -> None:
        made = materiel.judge(
            self.workspace,
            [left],
            relation,
            right,
            by=self.how.by,
            reason=self.how.reason,
            case=self.common.case,
        )
        self.made.append(made.judgement)
        say(f"  {made.judgement}: {left} {relation} {right}".rstrip())
        say_findings(made.recorded.findings if made.recorded else ())

    def _undo(self) -> None:
        if not self.made:
            raise InputError("nothing was decided in this sitting; see 'materiel review --undo'")
        made = materiel.undo(self.workspace, self.made[-1], case=self.common.case)
        say(f"  {self.made.pop()} is withdrawn by {made.id}")

    @staticmethod
    def _line(prompt: str) -> str | None:
        """What a person types; None when the input ends."""
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        return line.strip() if line else None


def _split(line: str) -> list[str]:
    """The cells of a line, quoted as in a shell where they have spaces.

    Raises:
        InputError: a quotation mark stands alone.
    """
    try:
        return shlex.split(line)
    except ValueError:
        raise InputError(
            f"found {line!r}; accepted: column=value, in quotation marks where it has spaces"
        ) from None


def review_on_terminal(workspace: "materiel.Workspace", common: Common, how: How) -> int:
    """Let a person decide what waits; returns the exit code."""
    screen = Screen(workspace, common, how)
    screen.run()
    with materiel.desk(workspace, common.view) as desk:
        say(*map(total_line, desk.totals()))
    return GOOD
