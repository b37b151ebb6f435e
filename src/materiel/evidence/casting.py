"""Who plays which role in an event: from voice, prepositions, and what the document is about."""

import re
from collections import Counter
from dataclasses import dataclass, field

from materiel.evidence.actors import ActorMention
from materiel.evidence.happenings import Happening

ROLES = ("giver", "payer", "buyer", "supplier", "recipient", "intermediary", "approver")
UKRAINE = "UKR"
OUTSIDE = frozenset(("RUS", "BLR", "IRN", "PRK", "CHN"))
"""States that are named as adversaries or their suppliers: never in a role of ours."""

_PREPOSITION = re.compile(
    r"\b(to|for|from|by|with|of|in|at|on behalf of|via|through|behalf|against|into"
    r"|than|between|including|like|alongside|among|'s)\s+"
    r"(?:the |their |its |both |neighbou?ring |government of |governments of |army of "
    r"|of |ministry of |manufacturers? |companies |company |firms? |french |german "
    r"|norwegian |us |u\.s\. |american |group |producers? )*[\"\u201c(]?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"^(?:'s|\u2019s)?(?: \([^)]{1,20}\))?\s*(?:,|and|,\s*and|&|/|or|as well as|plus|,"
    r" together with|together with|along with)\s*(?:the |The )?$"
)
_SPEAKS_AFTER = re.compile(
    r"^(?:['\u2019]s?)?[^,.;]{0,60}?\b(?:said|says|told|stated|confirmed|added|noted"
    r"|stressed|explained|reported|informs?|informed|revealed|recalled|pointed|argued"
    r"|insisted|emphasi[sz]ed|underscored|announced on|announced in|wrote)\b"
)
_PLACED = re.compile(r"\b(?:placed|signed|awarded|concluded|ordered|bought) by (?:the )?$")
_ACCORDING = re.compile(
    r"\b(?:according to|said|told|says) (?:the |an? )?(?:\w+ ){0,2}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Group:
    """Actors named in one breath: "Germany, the Netherlands and Spain"."""

    start: int
    end: int
    actors: tuple[str, ...]
    sorts: tuple[str, ...]
    preposition: str
    adjective: bool
    place: bool
    speaker: bool


@dataclass(slots=True)
class Scene:
    """What the document has told so far, for what a sentence leaves out.

    Attributes:
        donor: the state that the document is most about, Ukraine and adversaries left out.
        suppliers: companies in the order of their first mention.
        subject: the last subject, for pronouns.
        about_ukraine: whether Ukraine is named at all.
        intermediary: programmes and agencies named.
        sums: how often each state is named.
    """

    donor: str = ""
    suppliers: list[str] = field(default_factory=list)
    subject: tuple[str, ...] = ()
    about_ukraine: bool = False
    intermediary: list[str] = field(default_factory=list)
    buyers: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    contractor: tuple[str, ...] = ()
    union: bool = False
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)


def survey(mentions: list[ActorMention], length: int) -> Scene:
    """What a document is about, from who is named in it and how early."""
    counts: Counter[str] = Counter()
    scene = Scene()
    for each in mentions:
        if each.sort == "state":
            if each.actor == UKRAINE:
                scene.about_ukraine = True
            elif each.actor not in OUTSIDE:
                weight = 3 if each.start < min(400, length // 3) else 1
                counts[each.actor] += weight - (1 if each.place and weight > 1 else 0)
        elif each.sort == "company" and each.actor not in scene.suppliers:
            scene.suppliers.append(each.actor)
        elif each.sort == "programme" and each.actor not in scene.intermediary:
            scene.intermediary.append(each.actor)
    scene.union = any(
        each.actor in ("SAFE", "European Peace Facility", "EDIRPA", "ASAP", "EDIP")
        for each in mentions
    )
    if counts:
        best = counts.most_common(2)
        scene.donor = best[0][0]
        if scene.donor == "USA" and len(best) > 1 and best[1][1] * 2 >= best[0][1]:
            scene.donor = best[1][0]
    return scene


def group_actors(text: str, mentions: list[ActorMention]) -> list[Group]:
    """The actors of one sentence, coordinated ones together.

    Args:
        text: the sentence.
        mentions: its actors, with offsets in the sentence.
    """
    groups: list[Group] = []
    current: list[ActorMention] = []
    for each in [*mentions, None]:
        if current and (
            each is None
            or each.adjective != current[-1].adjective
            or not _BETWEEN.match(text[current[-1].end : each.start])
            or _new_clause(text, current[-1], each)
        ):
            groups.append(_group(text, current))
            current = []
        if each is not None:
            current.append(each)
    return groups


def _new_clause(text: str, last: ActorMention, each: ActorMention) -> bool:
    """Whether the next actor opens a clause: "to Ukraine, and Estonia may ..."."""
    gap = text[last.end : each.start]
    verb = re.match(
        (
            r" (?:may|might|will|would|has|have|is|are|was|were|could|also|plans|wants|gave"
            r"|sent)\b"
        ),
        text[each.end :],
    )
    if "," in gap and re.match(r" (?:said|says|confirmed|announced|reported)\b", text[each.end :]):
        return True
    return (
        bool(verb)
        and "," in gap
        and bool(_PREPOSITION.search(text[max(0, last.start - 44) : last.start]))
    )


def _group(text: str, mentions: list[ActorMention]) -> Group:
    first, last = mentions[0], mentions[-1]
    before = text[max(0, first.start - 44) : first.start]
    found = _PREPOSITION.search(before)
    preposition = found[1].lower() if found else ""
    speaker = bool(_SPEAKS_AFTER.match(text[last.end :])) or bool(_ACCORDING.search(before))
    actors = tuple(dict.fromkeys(each.actor for each in mentions))
    sorts = tuple({each.actor: each.sort for each in mentions}[actor] for actor in actors)
    return Group(
        first.start, last.end, actors, sorts, preposition, first.adjective, first.place, speaker
    )


def acting(text: str, groups: list[Group], happening: Happening, scene: Scene) -> tuple[str, ...]:
    """The actors that do it: the agent of a passive, else the subject."""
    for each in groups:
        near = happening.passive or each.start - happening.end < 26  # noqa: PLR2004
        if near and each.start >= happening.end and each.preposition == "by" and not each.adjective:
            return each.actors
    if happening.event in ("order", "option"):
        for each in groups:
            if each.preposition == "by" and _PLACED.search(text[: each.start][-40:]):
                return each.actors
    subjects = [
        each
        for each in groups
        if each.end <= happening.start
        and not each.adjective
        and not each.place
        and not each.preposition
    ]
    plain = [each for each in subjects if not each.speaker]
    if not happening.passive:
        before = plain or subjects
        if before:
            pronoun = re.search(
                (
                    r"\b(?:it|he|she|they|the country|the government|the ministry|the nation)\b"
                    r"(?! is (?:false|not|clear))"
                ),
                text[before[-1].end : happening.start],
                re.IGNORECASE,
            )
            if not (pronoun and before[-1].actors == (UKRAINE,)):
                return before[-1].actors
    if (
        re.match(
            (
                r"(?:it|he|she|they|the (?:country|government|minister|ministry|nation|state"
                r"|chancellor|president))\b"
            ),
            text,
            re.IGNORECASE,
        )
        and scene.subject
    ):
        return scene.subject
    return ()


def actors_of(
    groups: list[Group], sort: tuple[str, ...], *prepositions: str, after: int = -1
) -> tuple[str, ...]:
    """Actors of some sorts behind one of some prepositions, in order."""
    return tuple(
        actor
        for each in groups
        if each.start >= after and (not prepositions or each.preposition in prepositions)
        for actor, kind in zip(each.actors, each.sorts, strict=True)
        if kind in sort
    )


_OWNERS = re.compile(
    r"(?:joint venture (?:between|of|owned by)|venture (?:owned )?(?:by|between|of)"
    r"|owned (?:jointly )?by|jointly owned by"
    r"|subsidiary of|consortium of|part of|parent(?: company)?|known as|unlike|shares?"
    r" of|competitor)[^,.]{0,30}$",
)
_TAKES = re.compile(
    r"\b(?:contract|order|deal|award\w*|agreement|went|manufactured|produced|made"
    r"|built|supplied|bought|purchased|ordered)\b"
)


def firms_of(text: str, groups: list[Group]) -> tuple[str, ...]:
    """The companies that deliver or make, those that a company belongs to left out."""
    firms = [
        each
        for each in groups
        if "company" in each.sorts and not _OWNERS.search(text[: each.start][-60:])
    ]
    best = [each for each in firms if each.preposition in ("to", "with", "from", "by")]
    if len(firms) > 1 and best:
        taken = [each for each in best if _TAKES.search(text[max(0, each.start - 70) : each.start])]
        firms = taken or best
    quiet = [each for each in firms if not each.speaker]
    return tuple(
        dict.fromkeys(
            actor
            for each in (quiet or firms)
            for actor, sort in zip(each.actors, each.sorts, strict=True)
            if sort == "company"
        )
    )


def overview(scene: Scene, sentences: list[tuple[str, list[Group]]]) -> None:
    """What a document says anywhere about who buys together and who has the contract."""
    contractors: Counter[str] = Counter()
    for text, groups in sentences:
        for each in groups:
            states = [
                actor
                for actor, sort in zip(each.actors, each.sorts, strict=True)
                if sort == "state" and actor not in (UKRAINE, *OUTSIDE)
            ]
            if len(states) >= 3 and len(states) > len(scene.partners):  # noqa: PLR2004
                scene.partners = tuple(states)
        if re.search(r"contract|order|award|deal|purchase|bought|contractor", text):
            for actor in firms_of(text, groups):
                contractors[actor] += 1
    if contractors:
        scene.contractor = (contractors.most_common(1)[0][0],)
