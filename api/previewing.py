"""The letter of an act before it is taken: for those who may take it, without a number, marked as a preview."""

from dataclasses import dataclass
from functools import cache

from sqlmodel import Session

from api.casework import Wish, asked_act, checked_step
from api.clock import now
from api.letters import letters, set_in_type
from api.resources import Resources
from api.seen import case_seen
from domain.case import Case
from domain.made_step import Step
from domain.organisation import Person
from domain.refusal import Refusal
from letters.frame import Frame
from letters.page import page_body
from letters.parse import parse
from letters.words import Words
from scenarios.body_calendars import calendars
from store.previewing import Previews
from store.tables import EntryRow

WATERMARK = "预览"


class NoLetterHere(Refusal):
    """The act issues no letter, so there is nothing to preview."""

    code = "no-letter-here"

    def __init__(self) -> None:
        super().__init__("本次办理不制发文书", "This act issues no letter.")


@dataclass(frozen=True)
class Previewed:
    """A letter that does not exist yet."""

    frame: Frame
    words: Words

    @property
    def page(self) -> str:
        """Return it as one HTML article."""
        return page_body(self.frame, self.words, watermark=WATERMARK)

    async def pdf(self) -> bytes:
        """Return it as a PDF."""
        return (await set_in_type(self.frame, self.words, watermark=WATERMARK)).pdf


async def preview(resources: Resources, person: Person, case_id: str, action: str, wish: Wish) -> Previewed:
    """Return the letter that the act would issue; takes no number and writes nothing.

    Raises:
        NotFound: There is no such case that the person may see.
        NoLetterHere: The act issues no letter.
        Refusal: The rules refuse the act, or the letter lacks a fact, just as when it is signed.
    """

    def question(session: Session) -> Previewed:
        row = case_seen(session, person, case_id)
        definition = resources.shelf.definition(session, row.digest)
        case = Case.model_validate(row.state)
        act = asked_act(session, person, definition, case, action, wish)
        step = checked_step(session, definition, case, act, person)
        letter = _previews().letter(session, definition, step, _entry(step, person))
        if letter is None:
            raise NoLetterHere
        return Previewed(letters().frame(letter.kind, letter.facts), parse(letter.words))

    return await resources.read(question)


@cache
def _previews() -> Previews:
    return Previews(calendars(), letters())


def _entry(step: Step, person: Person) -> EntryRow:
    """Return the entry that the act would become; it is never added to a ledger."""
    return EntryRow(
        case_id=step.case.id,
        seq=step.case.seq,
        act_id="",
        action=step.action,
        title="",
        at=now(),
        actor=person.login,
        actor_name=person.name,
        org=person.org_code,
        org_name=person.org_name,
        form=step.form,
        stage_from=step.stage_from,
        stage_to=step.stage_to,
        previous_hash="",
        hash="",
    )
