"""The roles of one event, from what the sentence says and what the document is about."""

import re

from materiel.evidence.casting import OUTSIDE, UKRAINE, Scene, acting, actors_of, firms_of
from materiel.evidence.facts import Fact, Scan
from materiel.evidence.happenings import Happening

STATES = ("state", "organisation", "group")
GIVING = frozenset(("pledge", "delivery", "transfer"))
BUYING = frozenset(("order", "option", "request", "proposal", "approval"))


def cast(  # noqa: C901, PLR0912, PLR0915
    scene: Scene, view: Scan, fact: Fact, event: str, cue: Happening
) -> dict[str, tuple[str, ...]]:
    """Role to actors of one fact."""
    text, groups = view.text, list(view.groups)
    inside = cue in view.happenings
    agents = acting(text, groups, cue, scene) if inside else ()
    if (local := view.local(fact.start)) is not None and not cue.passive:
        agents = local.actors
    agents = tuple(each for each in agents if each not in OUTSIDE)
    sorts = {
        actor: sort for each in groups for actor, sort in zip(each.actors, each.sorts, strict=True)
    }
    states = tuple(each for each in agents if sorts.get(each, "state") in STATES)
    firms = firms_of(text, groups)
    targets = _targets(view, fact, cue)
    programmes = tuple(dict.fromkeys(actors_of(groups, ("programme",))))
    if states and not view.groups:
        states = scene.subject
    roles: dict[str, tuple[str, ...]] = {}
    origin = _origin(view, fact)
    if event in GIVING:
        before = tuple(
            actor
            for each in groups
            if each.end <= cue.start and not each.preposition and not each.adjective
            for actor in each.actors
        )
        receives = before if cue.end <= fact.start and "by" not in _prepositions(view) else ()
        roles = _giving(scene, cue, states, origin, targets, firms, receives)
    elif event in BUYING:
        roles = _buying(scene, view, event, cue, states, targets, firms)
    elif event == "export_licence":
        roles = {"approver": states or _main(scene), "recipient": targets or _ukraine(scene)}
    elif event == "funding":
        if origin and re.search(r"\b(?:receiv|got |collected|raised)", text):
            states = origin
        payers = tuple(each for each in (states or origin) if each != UKRAINE) or tuple(
            each for each in (scene.subject or _main(scene)) if each not in targets
        )
        own = re.search(
            r"special fund|\bloans?\b|\bbudget\b(?!.*Ukrain)|own forces|Bundeswehr", text
        ) and not _mentions(view, UKRAINE)
        recipient = tuple(each for each in targets if each not in payers) or (
            () if own else _ukraine(scene)
        )
        if scene.union:
            takers = (
                tuple(each for each in (states or targets) if each != "EU")
                if local or not re.search(r"€150 billion|billion of", text)
                else ()
            )
            takers = takers or (local.actors if local else ())
            payers, recipient = ("EU",), takers
        roles = {"payer": payers, "recipient": recipient}
    elif event == "production":
        roles = {"supplier": firms or scene.contractor or tuple(scene.suppliers[:1])}
    elif event == "training":
        hosts = tuple(
            actor
            for each in groups
            if each.place
            for actor in each.actors
            if actor not in (UKRAINE, *OUTSIDE) and actor != "EU"
        )
        roles = {
            "giver": tuple(each for each in states if each != UKRAINE) or hosts,
            "recipient": _ukraine(scene),
        }
    elif event == "deployment":
        places = tuple(
            actor
            for each in groups
            if each.place or each.preposition in ("to", "in")
            for actor in each.actors
            if actor not in OUTSIDE
        )
        giver = tuple(each for each in states if each not in places) or origin
        if states == (UKRAINE,) or not (giver or places):
            giver, places = (), _ukraine(scene)
        roles = {"giver": giver, "recipient": places}
    elif event in ("holding", "requirement", "consumption"):
        holder = states or scene.subject or _main(scene)
        if (
            event == "requirement"
            and (cue.passive or cue.behaviour == "requirement-phrase")
            and not any(each for each in states if each in _near(view, cue))
        ):
            holder = _ukraine(scene) or holder
        roles = {"recipient": holder}
    elif event == "backfill":
        roles = _backfill(scene, view, states, targets, firms)
    if programmes:
        roles["intermediary"] = programmes
    if states and not (states == (UKRAINE,) and event in GIVING):
        scene.subject = states
    return {role: actors for role, actors in roles.items() if actors}


def _near(view: Scan, cue: Happening) -> tuple[str, ...]:
    """Actors named right before a cue."""
    return tuple(
        actor
        for each in view.groups
        if 0 <= cue.start - each.end < 30 and not each.adjective  # noqa: PLR2004
        for actor in each.actors
    )


def _prepositions(view: Scan) -> frozenset[str]:
    return frozenset(each.preposition for each in view.groups)


def _main(scene: Scene) -> tuple[str, ...]:
    return (scene.donor,) if scene.donor else ()


def _ukraine(scene: Scene) -> tuple[str, ...]:
    return (UKRAINE,) if scene.about_ukraine else ()


def _mentions(view: Scan, actor: str) -> bool:
    return any(actor in each.actors for each in view.groups)


def _targets(view: Scan, fact: Fact, cue: Happening) -> tuple[str, ...]:
    """Who gets it: behind "to" or "for", or right behind the verb ("give Ukraine two")."""
    found: list[tuple[int, tuple[str, ...]]] = []
    if own := [
        each
        for each in view.groups
        if each.preposition == "to" and 0 <= each.start - fact.end <= 8  # noqa: PLR2004
    ]:
        return tuple(
            actor
            for actor, sort in zip(own[0].actors, own[0].sorts, strict=True)
            if actor not in OUTSIDE and sort in STATES
        )
    for each in view.groups:
        if re.search(
            (
                r"(?:only|second|according|similar|due|thanks|close|next|talks|owned|compared"
                r"|adjacent|related|belong\w*) to (?:the )?$"
            ),
            view.text[max(0, each.start - 24) : each.start],
        ):
            continue
        if each.adjective and not re.match(
            r"\s*(?:armed|army|forces|military|soldiers)", view.text[each.end :]
        ):
            continue
        to = each.preposition in ("to", "for", "on behalf of", "behalf")
        if (
            not to
            and not each.preposition
            and cue.end <= each.start <= cue.end + 5
            and cue.behaviour in ("give", "deliver")
        ):
            to = True
        if to:
            actors = tuple(
                actor
                for actor, sort in zip(each.actors, each.sorts, strict=True)
                if sort in STATES and actor not in OUTSIDE
            )
            found.append((abs(each.start - max(cue.end, fact.end)), actors))
    behind = [each for each in found if each[1]]
    if len(behind) > 1 and len({actors for _, actors in behind}) > 1:
        # Two receivers in one sentence: the one nearest behind the cue and the fact.
        return min(behind)[1]
    return behind[0][1] if behind else ()


def _origin(view: Scan, fact: Fact) -> tuple[str, ...]:
    """Who it comes from: behind "from", or the adjective before the item."""
    for each in view.groups:
        if each.preposition == "from":
            return tuple(
                actor
                for actor, sort in zip(each.actors, each.sorts, strict=True)
                if sort in STATES and actor not in OUTSIDE
            )
    for each in view.groups:
        made = re.match(r"-(?:made|built|produced|supplied)", view.text[each.end :])
        if (
            each.adjective
            and fact.start <= each.start < fact.end
            and not made
            and each.actors[0] not in (UKRAINE, *OUTSIDE)
        ):
            return each.actors
    return ()


def _giving(
    scene: Scene,
    cue: Happening,
    states: tuple[str, ...],
    origin: tuple[str, ...],
    targets: tuple[str, ...],
    firms: tuple[str, ...],
    receives: tuple[str, ...],
) -> dict[str, tuple[str, ...]]:
    if cue.passive and cue.word.lower() in ("given", "handed") and receives and not targets:
        return {"recipient": receives, "giver": origin}
    if cue.subject == "recipient":
        return {
            "recipient": states or targets or _ukraine(scene),
            "giver": origin,
            "supplier": firms,
        }
    giver = (
        tuple(each for each in states if each not in targets and each != UKRAINE)
        if cue.subject != "item" or cue.passive
        else ()
    )
    giver = giver or tuple(each for each in origin if each not in targets)
    if "Czech ammunition initiative" in scene.intermediary and giver == ("CZE",) and not origin:
        giver = ()
    if not giver:
        giver = tuple(
            each
            for each in (scene.subject or _main(scene))
            if each not in targets and each != UKRAINE
        )
        if "Czech ammunition initiative" in scene.intermediary and giver == ("CZE",):
            giver = ()
    recipient = tuple(each for each in targets if each not in giver) or tuple(
        each for each in _ukraine(scene) if each not in giver
    )
    if firms and not states:
        return {"supplier": firms, "giver": giver if not firms else (), "recipient": recipient}
    return {"giver": giver, "recipient": recipient}


def _buying(
    scene: Scene,
    view: Scan,
    event: str,
    cue: Happening,
    states: tuple[str, ...],
    targets: tuple[str, ...],
    firms: tuple[str, ...],
) -> dict[str, tuple[str, ...]]:
    text = view.text
    suppliers = firms
    if not suppliers and event in ("order", "option", "proposal") and len(scene.suppliers) <= 4:  # noqa: PLR2004
        suppliers = scene.contractor
    if (
        scene.partners
        and event in ("order", "option")
        and not any(each != UKRAINE for each in states)
    ):
        states = scene.partners
    buyers = tuple(each for each in states if each != UKRAINE)
    recipient = tuple(each for each in targets if each == UKRAINE)
    roles = {"supplier": suppliers, "recipient": recipient}
    others = tuple(each for each in targets if each not in (UKRAINE, *buyers))
    if event == "approval":
        approver = buyers or _main(scene)
        sale = _mentions(view, "USA") and bool(
            re.search(r"\bsale\b|foreign military|State Department|DSCA", text)
        )
        if sale or ("USA" in approver and others):
            return {
                **roles,
                "approver": ("USA",),
                "buyer": others or tuple(each for each in _main(scene) if each != "USA"),
            }
        plain_money = re.search(r"\bloans?\b|\baid\b|investment plans", text)
        return {
            **roles,
            "approver": approver,
            "buyer": () if approver == ("EU",) or plain_money else approver,
        }
    if (
        event == "request"
        and cue.behaviour == "request-phrase"
        and re.search(r"encourag|urg|want|call", cue.word, re.IGNORECASE)
    ):
        return {
            "giver": tuple(each for each in targets if each != UKRAINE),
            "recipient": _ukraine(scene),
            "intermediary": buyers,
        }
    if not buyers and "NSPA" in actors_of(list(view.groups), ("programme",)) and not scene.partners:
        return roles
    buyers = (
        buyers
        or scene.buyers
        or others
        or tuple(each for each in (scene.subject or _main(scene)) if each != UKRAINE)
    )
    if event == "proposal" and "Czech ammunition initiative" in scene.intermediary:
        return roles
    roles["buyer"] = buyers
    if event == "order":
        scene.buyers = buyers
    return roles


def _backfill(
    scene: Scene,
    view: Scan,
    states: tuple[str, ...],
    targets: tuple[str, ...],
    firms: tuple[str, ...],
) -> dict[str, tuple[str, ...]]:
    suppliers = firms
    giver: tuple[str, ...] = ()
    helper = next(
        (
            each
            for each in view.happenings
            if each.behaviour in ("give", "deliver", "buy") and each.event != "backfill"
        ),
        None,
    )
    if helper is not None:
        movers = acting(view.text, list(view.groups), helper, scene)
        dative = tuple(
            actor
            for each in view.groups
            if not each.preposition and helper.end <= each.start <= helper.end + 5
            for actor in each.actors
        )
        if movers and dative:
            return {"giver": movers, "recipient": dative}
        if helper.behaviour == "buy" and (movers or scene.donor):
            return {"buyer": movers or _main(scene), "recipient": movers or _main(scene)}
    if _mentions(view, "USA") and "USA" not in targets:
        suppliers = suppliers or ("USA",)
    recipient = tuple(each for each in targets if each != UKRAINE)
    movers = tuple(each for each in states if each not in (*suppliers, UKRAINE))
    if recipient and movers and movers != recipient:
        giver = tuple(each for each in movers if each not in recipient)
    if not recipient:
        recipient = movers or tuple(
            each for each in (scene.subject or _main(scene)) if each not in suppliers
        )
    return {"supplier": suppliers, "giver": giver, "recipient": recipient}
