"""Words by which a reader knows actors, materiel and events in running text (DESIGN §5.3)."""

from dataclasses import dataclass
from typing import ClassVar

from materiel.kernel.table import Row, column

ACTOR_SORTS = ("state", "company", "programme", "organisation", "group", "industry")
ITEM_FORMS = ("family", "head", "loose")
CUE_KINDS = (
    *("reported", "possible", "denied", "noise", "furniture", "subject-noise", "speech"),
    *("delay", "cancelled", "abbreviation", "title", "stop"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorWord(Row):
    """Words that mean one actor of a claim, beside the names of its row in ``parties``."""

    TABLE: ClassVar[str] = "actor_words"
    actor: str = column("text", "code of a state, or the plain name that a claim carries")
    sort: str = column("choice", "what it is", choices=ACTOR_SORTS)
    words: tuple[str, ...] = column("texts", "regular expressions, case kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWord(Row):
    """Words that name materiel in running text, and the class and unit that they count in."""

    TABLE: ClassVar[str] = "item_words"
    form: str = column(
        "choice", "a family, a head noun, or a word too loose alone", choices=ITEM_FORMS
    )
    words: str = column("text", "a regular expression, case ignored")
    item_class: str = column(
        "text", "class of the annotation guidelines; empty: from the context", default=""
    )
    missile_class: str = column("text", "class when the head is a missile or round", default="")
    unit: str = column("text", "unit of a count", default="item")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCue(Row):
    """A verb or phrase that announces an event.

    A verb states its forms (base, third person, past, participle, -ing form); a phrase states a
    regular expression. ``behaviour`` names the reading of its tenses.
    """

    TABLE: ClassVar[str] = "event_cues"
    behaviour: str = column("text", "how tense and voice turn it into an event and a status")
    forms: tuple[str, ...] = column(
        "texts", "base; third person; past; participle; -ing", default=()
    )
    phrase: str = column("text", "a regular expression, case ignored", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReading(Row):
    """What a behaviour means in one tense: event, status and the role of the subject."""

    TABLE: ClassVar[str] = "event_readings"
    behaviour: str = column("text", "the behaviour of a cue")
    tense: str = column("text", "past, present, progressive, future, modal or any")
    event: str = column("text", "event of the annotation guidelines")
    status: str = column("text", "status of the annotation guidelines")
    subject: str = column("text", "role of the subject of the active voice", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCue(Row):
    """A phrase that colours a sentence: a hedge, a denial, furniture, a matter that is no claim."""

    TABLE: ClassVar[str] = "text_cues"
    kind: str = column("choice", "what it does", choices=CUE_KINDS)
    phrase: str = column("text", "a regular expression, case ignored")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordKind(Row):
    """Words of one kind of meaning, whatever their form: giving, buying, deciding, doubting."""

    TABLE: ClassVar[str] = "word_kinds"
    words: tuple[str, ...] = column("texts", "words and short phrases, in small letters")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWeight(Row):
    """How much one trait of a passage speaks for each answer to one question of the reader.

    ``model`` names the question: which event, how well a cue pulls, which class, or which role.
    The weights are whole hundredths of natural log odds, as ``answer:weight`` or a bare number.
    """

    TABLE: ClassVar[str] = "reading_weights"
    model: str = column("text", "the question: event, pull, class, or the name of a role")
    trait: str = column("text", "what is seen in the passage; 'always': in every one")
    weights: str = column("text", "whole hundredths: one number, or answer:number with spaces")
