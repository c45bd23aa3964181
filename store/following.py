"""The act that opens a case which follows from an entry of another, with the facts that the ledger knows."""

from typing import Any

from sqlmodel import Session

from domain.act import SYSTEM, Actor, OpeningAct
from domain.case import Case
from domain.guard import value_of
from domain.organisation import Role
from domain.procedure import OF_FORM, Definition
from store.definitions import DefinitionShelf
from store.merging import CONSEQUENCE, DEMANDS, contact, late_by
from store.organisations import all_parties
from store.tables import CaseRow, EntryRow, OfficerRow, OrganisationRow

_TITLE = 100
_LATE = "逾期事项"


def supervising(
    session: Session,
    definition: Definition,
    row: CaseRow,
    entry: EntryRow,
    case_id: str,
    *,
    unattended: frozenset[str],
) -> OpeningAct:
    """Return the act by which a rung opens supervision, with the facts as they were when it fired.

    What the procedure's opening form asks for is drafted; where the district lets letters go out `unattended`, it says so.
    """
    holder = session.get_one(OrganisationRow, entry.form["holder"])
    supervisor = session.get_one(OrganisationRow, holder.supervisor)
    drafted: dict[str, Any] = {
        "origin": "ladder",
        "cases": [row.number],
        "facts": late_by(row, entry).told(holder.name, at=entry.at),
        "basis": entry.form["basis"],
        "demands": list(DEMANDS),
        "consequence": CONSEQUENCE,
        "contact": contact(session, supervisor),
        "unattended": supervisor.region in unattended,
    }
    asked = definition.procedure.opens.form
    return OpeningAct(
        id=case_id,
        actor=Actor(login=SYSTEM, org=supervisor.code),
        title=f"{row.title[: _TITLE - len(_LATE)]}{_LATE}",
        parties={"supervisor": supervisor.code, "body": holder.code},
        form={name: value for name, value in drafted.items() if name in asked},
    )


def following(
    session: Session, definition: Definition, row: CaseRow, entry: EntryRow, case_id: str
) -> OpeningAct:
    """Return the act by which an action opens another case, in the name of whoever took the action."""
    rules = DefinitionShelf().definition(session, row.digest)
    opens = rules.procedure.stages[entry.stage_from or ""].actions[entry.action].opens
    assert opens is not None  # noqa: S101  (the entry was chosen because its action opens a case)
    case = Case.model_validate(row.state)
    facts = case.facts(rules, entry.form) | {"number": row.number, "title": row.title}
    officer = session.get(OfficerRow, entry.actor)
    named = {
        role: entry.form[name.removeprefix(OF_FORM)] if name.startswith(OF_FORM) else case.parties[name]
        for role, name in opens.parties.items()
    }
    return OpeningAct(
        id=case_id,
        actor=Actor(
            login=entry.actor,
            org=entry.org,
            roles=tuple(Role(role) for role in officer.roles) if officer else (),
        ),
        title=str(value_of(opens.title, facts))[:_TITLE],
        parties=all_parties(session, definition.procedure, entry.org, named),
        form={name: value_of(source, facts) for name, source in opens.form.items()},
        ties=(row.number,),
    )
