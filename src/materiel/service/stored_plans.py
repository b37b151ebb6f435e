"""A plan of ``plan.json`` as decisions again, to be kept, compared with or explained."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from materiel.kernel.errors import InputError, UnknownNameError
from materiel.planning.plan import Decisions, Delivery, Exercise, Move, Payment
from materiel.service.plans import FILE, read_plans
from materiel.service.workspace import Workspace


def decisions_of(content: Mapping[str, Any]) -> Decisions:
    """The acts of one object of ``plan.json``.

    Raises:
        InputError: it is no plan.
    """
    try:
        return Decisions(
            moves=tuple(sorted(Move(**each) for each in content["moves"])),
            exercises=tuple(sorted(Exercise(**each) for each in content["exercises"])),
            deliveries=tuple(sorted(Delivery(**each) for each in content["deliveries"])),
            payments=tuple(sorted(Payment(**each) for each in content.get("payments", ()))),
        )
    except (KeyError, TypeError) as wrong:
        raise InputError(f"plan {content.get('case', '?')}: not a plan ({wrong})") from None


def stored(workspace: Workspace, path: Path | None = None) -> dict[str, Decisions]:
    """The acts of every plan of a workspace, by the plan's name; empty when none was made.

    Raises:
        InputError: the file holds something else.
    """
    plans = read_plans(workspace.folder / FILE if path is None else path)
    return {str(each["case"]): decisions_of(each) for each in plans}


def kept_plans(workspace: Workspace, name: str) -> dict[str, Decisions]:
    """The plans that ``plan --keep NAME`` keeps: one, or all of a sweep by the case's name.

    Raises:
        UnknownNameError: the workspace holds no such plan.
    """
    known = stored(workspace)
    found = {each: acts for each, acts in known.items() if name in (each, each.partition(":")[0])}
    if not found:
        place = str(workspace.folder / FILE)
        raise UnknownNameError("plan", name, list(known), place, listed=True)
    return found
