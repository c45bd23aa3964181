"""Who may do what in a case: the one place where it is decided."""

from domain.act import Actor, OpeningAct
from domain.built_in import Who
from domain.case import Case, NotEntitled, stage_of
from domain.organisation import Role
from domain.procedure import Action, Definition, Grant, Procedure

_TITLES = {
    Role.HANDLER: ("经办人", "handler"),
    Role.LEGAL: ("法制审核人员", "legal reviewer"),
    Role.LEADER: ("负责人", "leader"),
}


def _check_role(actor: Actor, role: Role | None) -> None:
    if role is not None and role not in actor.roles:
        zh, en = _TITLES[role]
        raise NotEntitled(f"须由{zh}办理", f"this needs the role of {en}")


def _check_party(procedure: Procedure, case: Case, party: str, actor: Actor) -> None:
    if case.parties.get(party) != actor.org:
        rule = procedure.parties[party]
        raise NotEntitled(f"须由{rule.title}办理", f"this is for the {rule.title_en} to do")


def check_opening(procedure: Procedure, act: OpeningAct) -> None:
    """Check that the actor's organisation is the party that opens, in the role it needs.

    Raises:
        NotEntitled: It is not.
    """
    if act.parties[procedure.opens.who] != act.actor.org:
        rule = procedure.parties[procedure.opens.who]
        raise NotEntitled(f"须由{rule.title}发起", f"this is for the {rule.title_en} to open")
    _check_role(act.actor, procedure.opens.role)


def check_action(definition: Definition, case: Case, action: Action, actor: Actor) -> None:
    """Check an action of the stage: the party it names, or else the holder, and the role.

    Raises:
        NotEntitled: The actor is of another organisation or has not the role.
    """
    stage = stage_of(case, definition)
    _check_party(definition.procedure, case, action.by or stage.who, actor)
    _check_role(actor, action.role or (stage.role if action.by is None else None))


def participants(case: Case) -> tuple[str, ...]:
    """Return the organisations that do a task of the case; they read it and may comment."""
    doing = (state.doer for state in case.tasks.values())
    return tuple(dict.fromkeys(org for org in doing if org is not None))


def check_built_in(definition: Definition, case: Case, who: Who, action: Action, actor: Actor) -> None:
    """Check a built-in action: the holder, anybody involved, or whoever is involved and waits for the holder.

    Raises:
        NotEntitled: The actor is not one of these, or has not the role.
    """
    stage = stage_of(case, definition)
    is_holder = case.parties[stage.who] == actor.org
    is_involved = actor.supervises or actor.org in (*case.parties.values(), *participants(case))
    match who:
        case Who.LEAD if definition.procedure.plan is None:
            raise NotEntitled("本事项没有任务", "this case has no tasks")
        case Who.HOLDER | Who.LEAD:
            _check_party(definition.procedure, case, stage.who, actor)
        case Who.GRANTER:
            grants = stage.grants or Grant(by=stage.who)
            _check_party(definition.procedure, case, grants.by, actor)
            _check_role(actor, grants.role)
        case Who.INVOLVED if not is_involved:
            raise NotEntitled("本单位不是当事单位", "the organisation is not a party of this case")
        case Who.ONLOOKER if is_holder or not is_involved:
            raise NotEntitled("催办由责任单位以外的当事单位或监督机关提出", "the holder does not urge itself")
        case _:
            pass
    _check_role(actor, action.role)
