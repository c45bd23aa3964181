"""`onething officer …`: accounts of a district that runs without the examples."""

import secrets

from rich.console import Console
from sqlmodel import Session

from domain.act import SYSTEM
from domain.organisation import Role
from domain.refusal import Refusal
from messages.settings import Settings
from store.connection import connect, transaction
from store.passwords import hash_password
from store.people import close_all_sessions
from store.tables import OfficerRow, OrganisationRow

_SHORTEST = 10


class OfficerWrong(Refusal):
    """An account cannot be made or changed as asked."""

    code = "officer-wrong"


def add_officer(settings: Settings, login: str, *, name: str, org: str, roles: list[Role]) -> None:
    """Make an account with a password that is shown once.

    Raises:
        OfficerWrong: The login is taken, or there is no such organisation.
    """
    password = secrets.token_urlsafe(12)
    engine = connect(settings.database_url)
    with transaction(engine) as session:
        if login == SYSTEM:
            raise OfficerWrong("该账号名保留给系统", f"The login {SYSTEM} is the engine's own.")
        if session.get(OrganisationRow, org) is None:
            raise OfficerWrong(f"单位不存在：{org}", f"There is no organisation {org}.")
        if session.get(OfficerRow, login) is not None:
            raise OfficerWrong(f"账号已存在：{login}", f"The login {login} is taken.")
        row = OfficerRow(
            login=login,
            name=name,
            org=org,
            roles=[r.value for r in roles],
            password_hash=hash_password(password),
        )
        session.add(row)
    engine.dispose()
    Console().print(f"{login} 初始密码 · initial password: {password}", highlight=False)


def set_password(settings: Settings, login: str, password: str) -> None:
    """Give an account another password; it is unlocked, and everybody signed in with it is signed out.

    Raises:
        OfficerWrong: There is no such account, or the password is too short.
    """
    if len(password) < _SHORTEST:
        raise OfficerWrong(f"密码至少{_SHORTEST}位", f"A password has at least {_SHORTEST} characters.")
    engine = connect(settings.database_url)
    with transaction(engine) as session:
        row = _officer(session, login)
        row.password_hash, row.failures, row.locked_until = hash_password(password), 0, None
        close_all_sessions(session, login)
    engine.dispose()


def disable_officer(settings: Settings, login: str) -> None:
    """Close an account; what its officer did stays in the case files.

    Raises:
        OfficerWrong: There is no such account.
    """
    engine = connect(settings.database_url)
    with transaction(engine) as session:
        _officer(session, login).is_active = False
        close_all_sessions(session, login)
    engine.dispose()


def _officer(session: Session, login: str) -> OfficerRow:
    row = session.get(OfficerRow, login, with_for_update=True)
    if row is None:
        raise OfficerWrong(f"账号不存在：{login}", f"There is no account {login}.")
    return row
