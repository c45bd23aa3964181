"""Every kind of body with an officer in each role, as the permission matrix meets them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from sqlalchemy import Engine

from domain.organisation import OrganisationKind, Role
from store.connection import transaction
from store.people import secret_hash
from store.tables import OfficerRow, OrganisationRow, SessionRow
from tests.api.office import Office

BODIES = {
    "sender": "500112-scjg",
    "receiver": "500112-sthjzd",
    "former receiver": "500112-cg",
    "coordinator": "500112-sfj",
    "municipal supervision": "500000-sfj",
    "supervision elsewhere": "500153-sfj",
    "regulator": "500112-ny",
    "enforcement": "500112-nyzd",
    "township": "500112-longxi",
    "command": "500112-cc",
    "government": "500112-zf",
}
SEES = {"sender", "receiver", "former receiver", "coordinator", "municipal supervision"}
"""A party, also a former one, reads its case; so does the supervision office of its region and of the one above."""


@dataclass(frozen=True)
class Caller:
    """An officer in one role of one body."""

    body: str
    role: Role
    kind: OrganisationKind

    @property
    def login(self) -> str:
        """The officer's login."""
        return f"matrix.{self.body.replace(' ', '-')}.{self.role.value}"

    @property
    def sees(self) -> bool:
        """Whether the case of the matrix is this body's to read."""
        return self.body in SEES


def callers_in(engine: Engine, office: Office) -> list[Caller]:
    """Put an officer in each role of each body into the ledger, and have them signed in."""
    at = datetime.now(UTC)
    callers = []
    with transaction(engine) as session:
        for (body, code), role in product(BODIES.items(), Role):
            kind = OrganisationKind(session.get_one(OrganisationRow, code).kind)
            caller = Caller(body, role, kind)
            login = caller.login
            session.merge(
                OfficerRow(login=login, name=login, org=code, roles=[role.value], password_hash="none")
            )
            session.flush()
            secret = f"token of {login}".replace(" ", "-")
            session.merge(
                SessionRow(
                    secret_hash=secret_hash(secret),
                    login=login,
                    kind="token",
                    opened_at=at,
                    ends_at=at + timedelta(hours=1),
                )
            )
            office.give_token(login, secret)
            callers.append(caller)
    return callers
