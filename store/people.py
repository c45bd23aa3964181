"""Who is asking: sign-ins, sessions, and the person behind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlmodel import Session, col, delete, select

from domain.organisation import OrganisationKind, Person, Role
from domain.refusal import Refusal
from store.passwords import hash_password, is_password
from store.tables import OfficerRow, OrganisationRow, RegionRow, SessionRow, SignInRow

_ATTEMPTS = 5
_LOCKED_FOR = timedelta(minutes=15)


class SignInFailed(Refusal):
    """The login or the password is wrong; which of them is not said."""

    code = "sign-in-failed"


class AccountLocked(Refusal):
    """Too many wrong passwords in a row; the account rests for a while."""

    code = "account-locked"


@dataclass(frozen=True)
class SignIn:
    """One attempt: the login and password given, from where, when."""

    login: str
    password: str
    address: str
    at: datetime


def secret_hash(secret: str) -> str:
    """Return what is kept of a session's secret; the secret is random and long, so one plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def sign_in(session: Session, attempt: SignIn) -> Refusal | None:
    """Check a password and keep the attempt for the audit; the answer is returned so that the record commits."""
    officer = session.get(OfficerRow, attempt.login, with_for_update=True)
    refusal = _checked(officer, attempt)
    outcome = refusal.code if refusal else "signed-in"
    session.add(SignInRow(login=attempt.login[:64], at=attempt.at, address=attempt.address, outcome=outcome))
    return refusal


def _checked(officer: OfficerRow | None, attempt: SignIn) -> Refusal | None:
    wrong = SignInFailed("账号或密码不正确", "The login or the password is not correct.")
    if officer is None or not officer.is_active:
        # Take as long as for an account that exists, so that the time does not tell which do.
        hash_password(attempt.password)
        return wrong
    if officer.locked_until is not None and officer.locked_until > attempt.at:
        return AccountLocked(
            "密码错误次数过多，账号已暂时锁定，请稍后再试", "Too many wrong passwords; try again later."
        )
    if is_password(attempt.password, officer.password_hash):
        officer.failures, officer.locked_until = 0, None
        return None
    officer.failures += 1
    if officer.failures >= _ATTEMPTS:
        officer.failures, officer.locked_until = 0, attempt.at + _LOCKED_FOR
    return wrong


def open_session(session: Session, row: SessionRow) -> None:
    """Keep a sign-in; those that have ended are swept away with it."""
    session.exec(delete(SessionRow).where(col(SessionRow.ends_at) < row.opened_at))
    session.add(row)


def close_session(session: Session, secret: str) -> None:
    """End a sign-in at once."""
    session.exec(delete(SessionRow).where(col(SessionRow.secret_hash) == secret_hash(secret)))


def close_all_sessions(session: Session, login: str) -> None:
    """End every sign-in of an account at once."""
    session.exec(delete(SessionRow).where(col(SessionRow.login) == login))


def person_of(session: Session, secret: str, kind: str, *, at: datetime) -> Person | None:
    """Return who holds this secret, or None when nobody does any more."""
    found = session.exec(
        select(OfficerRow, OrganisationRow)
        .join(SessionRow, col(SessionRow.login) == OfficerRow.login)
        .join(OrganisationRow, col(OrganisationRow.code) == OfficerRow.org)
        .where(
            SessionRow.secret_hash == secret_hash(secret),
            SessionRow.kind == kind,
            SessionRow.ends_at > at,
            col(OfficerRow.is_active),
            col(OrganisationRow.is_active),
        )
    ).first()
    return _person(*found) if found else None


def _person(officer: OfficerRow, organisation: OrganisationRow) -> Person:
    return Person(
        login=officer.login,
        name=officer.name,
        org_code=organisation.code,
        org_name=organisation.name,
        kind=OrganisationKind(organisation.kind),
        region=organisation.region,
        roles=tuple(Role(role) for role in officer.roles),
    )


def example_people(session: Session) -> list[tuple[OfficerRow, OrganisationRow, RegionRow]]:
    """Return the example accounts with their organisations, by region; none where no examples were loaded."""
    statement = (
        select(OfficerRow, OrganisationRow, RegionRow)
        .join(OrganisationRow, col(OrganisationRow.code) == OfficerRow.org)
        .join(RegionRow, col(RegionRow.code) == OrganisationRow.region)
        .where(col(OfficerRow.is_example), col(OfficerRow.is_active))
        .order_by(
            col(RegionRow.code),
            col(OrganisationRow.kind) == OrganisationKind.TOWNSHIP.value,
            col(OrganisationRow.code),
            col(OfficerRow.login),
        )
    )
    return [(officer, body, region) for officer, body, region in session.exec(statement).all()]


def officer_name(session: Session, login: str) -> str:
    """Return an officer's name; a login that nobody has any more stands for itself."""
    officer = session.get(OfficerRow, login)
    return officer.name if officer else login
