"""Writing the registry: regions, organisations and officers, as often as one likes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, SQLModel

from store.tables import ItemRuleRow, OfficerRow, OrganisationRow, RegionRow

_KEPT_OF_OFFICER = frozenset({"password_hash", "failures", "locked_until", "is_active"})
"""What belongs to the account and not to the registry: a second load leaves it as it is."""


def save_regions(session: Session, rows: Iterable[RegionRow]) -> None:
    """Write the regions, parents first."""
    _save(session, RegionRow, rows, key="code")


def save_organisations(session: Session, rows: Iterable[OrganisationRow]) -> None:
    """Write the organisations; who is whose parent or supervisor is tied afterwards, in any order."""
    listed = list(rows)
    bare = [row.model_copy(update={"parent": None, "supervisor": None}) for row in listed]
    _save(session, OrganisationRow, bare, key="code", keep=frozenset({"parent", "supervisor", "is_active"}))
    _save(session, OrganisationRow, listed, key="code", keep=frozenset({"is_active"}))


def save_officers(session: Session, rows: Iterable[OfficerRow]) -> None:
    """Write the officers; a password that was changed stays changed."""
    _save(session, OfficerRow, rows, key="login", keep=_KEPT_OF_OFFICER)


def replace_item_rules(session: Session, rows: Iterable[ItemRuleRow]) -> None:
    """Write the item lists of all districts; what is no longer in them holds no longer."""
    session.execute(delete(ItemRuleRow))
    session.add_all(rows)


def _save(
    session: Session,
    table: type[SQLModel],
    rows: Iterable[SQLModel],
    *,
    key: str,
    keep: frozenset[str] = frozenset(),
) -> None:
    values: list[dict[str, Any]] = [row.model_dump() for row in rows]
    if not values:
        return
    statement = insert(table).values(values)
    changes = {name: statement.excluded[name] for name in values[0] if name != key and name not in keep}
    session.execute(statement.on_conflict_do_update(index_elements=[key], set_=changes))
