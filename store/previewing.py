"""A letter before it is issued: what the act would do is worked out, and nothing is written."""

from typing import Any

from sqlmodel import Session

from domain.case import holder
from domain.made_step import Step
from domain.procedure import Definition
from store.dating import CalendarFor, standing
from store.facts import Occasion
from store.issuing import LetterKinds, Preview, previewed
from store.tables import CaseRow, EntryRow, OrganisationRow


class Previews:
    """Shows the letter of an act that nobody has taken, with the dates that the case would have after it."""

    def __init__(self, calendar_for: CalendarFor, desk: LetterKinds) -> None:
        self._calendar_for = calendar_for
        self._desk = desk

    def letter(self, session: Session, definition: Definition, step: Step, entry: EntryRow) -> Preview | None:
        """Return the letter of a step as it would be issued with this entry; none when the step issues none.

        Raises:
            Refusal: What would keep the letter from being issued.
        """
        row = session.get_one(CaseRow, entry.case_id)
        after = CaseRow(**row.model_dump() | self._dates(session, definition, step, entry))
        return previewed(session, Occasion(definition, step, entry, after), self._desk)

    def _dates(self, session: Session, definition: Definition, step: Step, entry: EntryRow) -> dict[str, Any]:
        body = holder(step.case, definition)
        organisation = session.get(OrganisationRow, body) if body else None
        calendar = self._calendar_for(organisation.region if organisation else "", body or "")
        return standing(definition, step.case, calendar, at=entry.at)
