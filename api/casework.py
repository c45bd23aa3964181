"""Opening and moving cases: checks who is asking, then messages the workflow and waits for the ledger."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlmodel import Session
from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from api.away import EngineAway, KeyUsedTwice, NotFound
from api.clock import now
from api.errors import refusal_from
from api.identity import actor_of
from api.repeats import Opening, check_same, is_opened
from api.resources import Answer, Resources
from api.seen import case_seen
from domain.act import Act, OpeningAct
from domain.actions import find_action
from domain.built_in import BUILT_IN
from domain.case import Case, NotEntitled
from domain.form import FieldType, FormInvalid
from domain.made_step import Step
from domain.organisation import Person
from domain.procedure import Action, Definition
from domain.refusal import Refusal
from domain.step import open_case as opened
from domain.step import take
from messages.case import OpenCase
from messages.queues import CASES
from store import cases
from store.attachments import check_stored, hashes_in
from store.links import check_readable, numbers_in
from store.merging import check_of_body
from store.organisations import all_parties, check_organisations, check_party, officers_in
from store.supervision import BODY
from store.supervision import PROCEDURE as SUPERVISION
from store.tables import OfficerRow, OrganisationRow
from store.visits import counted_for
from workflows.case import CaseWorkflow

_ACTS = UUID("5b3f7a2e-6c1d-4e0a-9f77-0d6c1f6b8a01")


@dataclass(frozen=True)
class Wish:
    """What somebody wants done; `key` is the same for a double click or a retry."""

    key: str
    form: Mapping[str, Any]
    seq: int | None = None


def act_id(person: Person, key: str) -> str:
    """Return the id of the act that a person sends under a key; two people never share one."""
    return str(uuid5(_ACTS, f"{person.login}/{key}"))


async def open_case(
    resources: Resources,
    person: Person,
    definition: Definition,
    title: str,
    named: dict[str, str],
    wish: Wish,
) -> str:
    """Open a case and return its id when both the engine and the ledger have it.

    Raises:
        Refusal: The form, the parties or the person do not fit, or a part behind the API is away.
    """
    case_id = act_id(person, wish.key)
    asked = Opening(definition.procedure.procedure, title, named, wish.form)

    def is_done(session: Session) -> bool:
        return is_opened(session, resources.shelf, case_id, asked)

    def prepare(session: Session) -> OpeningAct | None:
        if is_done(session):
            return None
        if not definition.procedure.opens.by_hand:
            raise NotEntitled("此类事项只能由相关事项产生", "such a case only follows from another")
        parties = all_parties(session, definition.procedure, person.org_code, named)
        actor = actor_of(person, list)
        act = OpeningAct(id=case_id, actor=actor, title=title, parties=parties, form=dict(wish.form))
        step = opened(definition, act, case_id=case_id, at=now())
        check_stored(session, person.org_code, hashes_in(definition.procedure.opens.form, step.form))
        numbers = numbers_in(definition.procedure.opens.form, step.form)
        check_readable(session, person, numbers)
        if definition.procedure.procedure == SUPERVISION:
            check_of_body(session, numbers, parties[BODY])
        check_organisations(session, definition.procedure.opens.form, step.form)
        return act

    act = await resources.read(prepare)
    if act is not None:
        await _start(resources, definition, case_id, act)
        # A request under the same key that said something else may have been quicker.
        await resources.read(is_done)
    return case_id


async def _start(resources: Resources, definition: Definition, case_id: str, act: OpeningAct) -> None:
    start: WithStartWorkflowOperation[Any, str] = WithStartWorkflowOperation(
        definition.procedure.procedure,
        OpenCase(case_id=case_id, definition=definition.canonical, act=act),
        id=case_id,
        task_queue=CASES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
    )
    try:
        async with asyncio.timeout(resources.engine_seconds):
            client = await resources.temporal()
            await client.execute_update_with_start_workflow(
                CaseWorkflow.opened, start_workflow_operation=start, id=act.id
            )
    except WorkflowAlreadyStartedError as error:
        # It was opened and has ended since, or its opening has failed.
        raise KeyUsedTwice(case_id) from error


async def act(
    resources: Resources,
    person: Person,
    case_id: str,
    action: str,
    wish: Wish,
    answer: Callable[[Session, str], Answer],
) -> Answer:
    """Do one act and return what `answer` reads of the case when both the engine and the ledger have the act.

    Raises:
        NotFound: There is no such case that the person may see.
        Refusal: The rules refuse the act, or a part behind the API is away.
    """

    def prepare(session: Session) -> _Prepared:
        return _prepared(resources, session, person, case_id, action, wish)

    found = await resources.read(prepare)
    if not found.is_done:
        await _send(resources, found, prepare)

    def answered(session: Session) -> Answer:
        _check_done(session, found)
        return answer(session, found.case_id)

    return await resources.read(answered)


async def _send(resources: Resources, found: "_Prepared", prepare: Callable[[Session], "_Prepared"]) -> None:
    """Have the engine take an act; returns when the ledger has it."""
    try:
        async with asyncio.timeout(resources.engine_seconds):
            handle = (await resources.temporal()).get_workflow_handle(found.case_id)
            # The act's own id makes it once; an update id of its own lets a refused act be tried again.
            await handle.execute_update(CaseWorkflow.act, found.act, id=str(uuid4()))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND and (await resources.read(prepare)).is_done:
            return  # it was done by the same request, and the case has ended with it
        raise EngineAway from error
    except Exception as error:
        refusal = refusal_from(error)
        raise await resources.read(lambda session: _named(session, refusal)) from error


@dataclass(frozen=True)
class _Prepared:
    case_id: str
    definition: Definition
    act: Act
    is_done: bool


def _prepared(
    resources: Resources, session: Session, person: Person, case_id: str, action: str, wish: Wish
) -> _Prepared:
    row = case_seen(session, person, case_id)
    definition = resources.shelf.definition(session, row.digest)
    case = Case.model_validate(row.state)
    act = asked_act(session, person, definition, case, action, wish)
    prepared = _Prepared(row.id, definition, act, is_done=_is_done(session, definition, row.id, act))
    if not prepared.is_done:
        checked_step(session, definition, case, act, person)
    return prepared


def asked_act(
    session: Session, person: Person, definition: Definition, case: Case, action: str, wish: Wish
) -> Act:
    """Return what a person wants done on a case as an act, with the visits that its object has had by now."""
    regions = _regions(session, case) if person.kind == "supervision" else []
    return Act(
        id=act_id(person, f"{case.id}/{wish.key}"),
        action=action,
        actor=actor_of(person, lambda: regions),
        seq=wish.seq,
        form=dict(wish.form),
        visits=counted_for(session, definition, case, at=now()),
    )


def _is_done(session: Session, definition: Definition, case_id: str, act: Act) -> bool:
    done = cases.entry_of_act(session, case_id, act.id)
    if done is not None:
        check_same(definition, done, act.action, act.form)
    return done is not None


def _check_done(session: Session, found: _Prepared) -> None:
    """Check that it was this request that the engine took, not another one under the same key."""
    _is_done(session, found.definition, found.case_id, found.act)


def _regions(session: Session, case: Case) -> list[str]:
    rows = (session.get_one(OrganisationRow, org) for org in case.parties.values())
    return sorted({row.region for row in rows})


def checked_step(session: Session, definition: Definition, case: Case, act: Act, person: Person) -> Step:
    """Ask the rules, then what only the registry and the store know: organisations, officers and files of a form.

    Returns what the act would do. The workflow asks the rules again; here the refused act costs it nothing.

    Raises:
        NotFound: No stage of the procedure offers this action.
        Refusal: The rules refuse the act, or its form names something that does not exist.
    """
    stages = definition.procedure.stages.values()
    if act.action not in BUILT_IN and not any(act.action in stage.actions for stage in stages):
        raise NotFound(act.action)
    try:
        step = take(definition, case, act, at=now())
    except Refusal as refusal:
        raise _named(session, refusal) from refusal
    rule = find_action(definition, case.stage, act.action)
    if rule is not None:
        _check_references(session, definition, rule, step.form, person)
    return step


def _check_references(
    session: Session, definition: Definition, rule: Action, said: Mapping[str, Any], person: Person
) -> None:
    check_stored(session, person.org_code, hashes_in(rule.form, said))
    for role, name in rule.bind.items():
        if name in said:
            check_party(session, definition.procedure, role, said[name])
    check_organisations(session, rule.form, said)
    for name, field in rule.form.items():
        if field.type is FieldType.OFFICER and name in said:
            _check_officer(session, name, field.title, said[name], person)


def _check_officer(session: Session, name: str, title: str, login: str, person: Person) -> None:
    if login not in {officer.login for officer in officers_in(session, person.org_code)}:
        error = {
            "field": name,
            "title": title,
            "zh": "不是本单位人员",
            "en": "is not an officer of this organisation",
        }
        raise FormInvalid([error])


def _named(session: Session, refusal: Refusal) -> Refusal:
    """Return the refusal of an old page with the name of who was first; any other as it is."""
    login = refusal.facts.get("first")
    officer = session.get(OfficerRow, login) if isinstance(login, str) else None
    if refusal.code != "stale-seq" or officer is None:
        return refusal
    body = session.get_one(OrganisationRow, officer.org).short_name
    refusal.facts |= {"first_name": officer.name, "first_organisation": body}
    refusal.zh = f"事项已由{body}{officer.name}先行处理，请刷新后再办"
    refusal.en = f"{officer.login} was first and moved the case; look at it again before acting."
    return refusal
