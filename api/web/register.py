"""The register of numbers as a page: which were taken, what became of each letter, and that none is missing."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.letters import letters
from api.v1.cases import after
from api.v1.register import OWN, Code, Status, Year, register_page
from api.web.visit import Facts, Visiting
from domain.office_time import local_day
from store.register import Register, issuers_for

router = APIRouter()

_PAGE = 30


@dataclass(frozen=True)
class Chosen:
    """What the address narrows the register to."""

    issuer: str
    kind: str
    year: int
    status: str

    def address(self, **changes: Any) -> str:
        """Return the address of the register with something chosen besides."""
        return "/register?" + self._query(**changes)

    @property
    def export(self) -> str:
        """Return the address of the whole register as a spreadsheet."""
        return "/register.xlsx?" + self._query()

    def _query(self, **changes: Any) -> str:
        said = {"issuer": self.issuer, "kind": self.kind, "year": self.year, "status": self.status} | changes
        return urlencode({name: value for name, value in said.items() if value})


@router.get("/register")
async def register(
    visit: Visiting,
    issuer: Code = OWN,
    kind: Code = "",
    year: Year = None,
    status: Status | Literal[""] = "",
    cursor: str | None = None,
) -> HTMLResponse:
    """Show the register of the visitor's organisation, or of one that it supervises."""
    chosen = Chosen(issuer or OWN, kind, year or local_day(now()).year, status)
    asked = Register(
        issuer=visit.person.org_code if chosen.issuer == OWN else chosen.issuer,
        year=chosen.year,
        kinds=(kind,) if kind else (),
        status=status or None,
        after=after(cursor),
        limit=_PAGE,
    )

    def question(session: Session) -> Facts:
        page = register_page(session, visit.person, asked)
        return {
            "register": page,
            "chosen": chosen,
            "kinds": {name: each.title for name, each in letters().kinds.items()},
            "issuers": [
                row for row in issuers_for(session, visit.person) if row.code != visit.person.org_code
            ],
        }

    return await visit.show("register.html", question)
