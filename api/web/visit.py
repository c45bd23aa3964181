"""One visit to a page: who, in which language, and what every page shows around its content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.clock import now
from api.identity import Asking
from api.resources import Resources, Served
from api.web.addresses import is_fragment
from api.web.language import Language, Spoken
from api.web.openable import openable
from api.web.rendering import rendered
from domain.organisation import OrganisationKind, Person
from store.cases import Filter, count_in
from store.inbox import unread_count

Facts = dict[str, Any]
_MOST = 100


@dataclass(frozen=True)
class Visit:
    """Who visits, and what is needed to answer."""

    request: Request
    resources: Resources
    person: Person
    language: Language

    async def show(
        self, template: str, question: Callable[[Session], Facts], *, status: int = 200
    ) -> HTMLResponse:
        """Ask the ledger for the facts of a page, in one transaction, and return the page."""
        facts = await self.resources.ask(lambda session: self._around(session) | question(session))
        return rendered(self.request, self.language, template, facts, status=status)

    @property
    def is_fragment(self) -> bool:
        """Return whether only a part of a page is asked for."""
        return is_fragment(self.request)

    def go(self, address: str) -> Response:
        """Lead the visitor to another page, whether a page or htmx asked."""
        if self.is_fragment:
            return Response(status_code=200, headers={"HX-Redirect": address})
        return RedirectResponse(address, status_code=303)

    def _around(self, session: Session) -> Facts:
        """Return what the header of every page shows."""
        is_supervisor = self.person.kind is OrganisationKind.SUPERVISION
        late = count_in(session, self.person, Filter("overdue", now()), most=_MOST) if is_supervisor else 0
        known: Facts = self.request.state.visitor
        return known | {"unread": unread_count(session, self.person), "overdue": late}


def visiting(request: Request, resources: Served, person: Asking, language: Spoken) -> Visit:
    """Return the visit of somebody who has signed in; a failure's page knows from it whom it is for."""
    can_open = bool(openable(person, resources.definitions.values()))
    request.state.visitor = {"person": person, "may_open": can_open}
    return Visit(request, resources, person, language)


Visiting = Annotated[Visit, Depends(visiting)]
