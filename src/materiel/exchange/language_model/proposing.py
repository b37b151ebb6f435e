"""The claims that a language model proposes for one document, each checked against its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from materiel.evidence.proposals import Proposal
from materiel.exchange.language_model.checking import CHECK, checked, document
from materiel.exchange.language_model.endpoint import Endpoint, ask
from materiel.exchange.language_model.question import messages, portions, schema
from materiel.kernel.errors import InputError
from materiel.kernel.findings import Finding


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a model proposed for a document.

    Attributes:
        claims: those that hold against the document.
        findings: why others were refused, and where no answer came.
        failed: whether the endpoint failed, so that asking again makes no sense.
    """

    claims: tuple[Proposal, ...] = ()
    findings: tuple[Finding, ...] = ()
    failed: bool = False


def propose_by_model(
    where: Endpoint,
    name: str,
    text: str,
    published: date | None,
    progress: Callable[[str], None],
    known: Sequence[Proposal] = (),
) -> Proposed:
    """Ask a model about a document, portion by portion; the first failure ends the asking.

    Args:
        where: the endpoint.
        name: stem of the file name.
        text: what was read in the file; this is all that is sent.
        published: its day, where it is known.
        progress: told of each portion.
        known: what was read by rules; a claim that says the same of the same words is not
            proposed again.
    """
    held = document(name, text, published)
    claims: list[Proposal] = []
    findings: list[Finding] = []
    asked = portions(text)
    again = seen = 0
    for number, portion in enumerate(asked, 1):
        progress(f"asking {where.model} about {name}, portion {number} of {len(asked)}")
        try:
            answer = ask(where, messages(portion), schema())
            made, refused = checked(held, answer, where.model, seen + 1)
            seen += len(made) + len(refused)
        except InputError as problem:
            said = f"portion {number} of {len(asked)}: {str(problem).removeprefix('model: ')}"
            remedy = "Nothing more was asked; what was read by rules stands."
            findings.append(Finding(CHECK, name, said, remedy))
            return Proposed(tuple(claims), tuple(findings), failed=True)
        new = [each for each in made if not any(_says_the_same(each, one) for one in known)]
        again += len(made) - len(new)
        claims += new
        findings += refused
    if again:
        agreed = f"{again:,} claims of the model are those of the rules; not proposed again"
        findings.append(Finding(CHECK, name, agreed, "", "note"))
    return Proposed(tuple(claims), tuple(findings))


def _says_the_same(claim: Proposal, known: Proposal) -> bool:
    """Whether two claims read the same out of words that they share."""
    return (
        claim.start < known.end
        and known.start < claim.end
        and (claim.event, claim.item_class) == (known.event, known.item_class)
        and (claim.counts, claim.sums) == (known.counts, known.sums)
    )
