"""How tests bring joint inspections about: a hotel, two bodies beside the police, and each step as its walk takes it."""

from itertools import count
from typing import Any

from sqlalchemy import Engine

from scenarios.organisations import load_registry
from scenarios.walks import Walk, WalkStep
from tests.api.bodies import callers_in
from tests.api.matters import once
from tests.api.office import Json, Office
from tests.api.walking import Walker, filled

LEAD, LEADER, SUPERVISOR, BODY = "yubei.ga", "yubei.ga.leader", "yubei.sfj", "yubei.xf"
ORG = "500112-ga"
_FIRMS = count(1)
TO_APPROVAL = (
    WalkStep(act="ask"),
    WalkStep(do="join-fire"),
    WalkStep(do="join-market"),
    WalkStep(act="submit"),
)
# Guests must not be disturbed: a planned visit of a hotel is made between nine and twelve or two and six.
AT_TEN = {"visit_at": "2026-03-09T10:00:00+08:00"}
TO_VISIT = (
    WalkStep(act="approve"),
    WalkStep(act="serve-notice", form=AT_TEN),
    WalkStep(act="begin"),
)
UNANNOUNCED = {"notice": "unannounced", "unannounced_reason": "举报称正在销毁登记记录"}
INSPECTED = (
    WalkStep(do="inspect-police", outcome="no-problem"),
    WalkStep(do="inspect-fire", outcome="no-problem"),
    WalkStep(do="inspect-market", outcome="no-problem"),
    WalkStep(act="gather"),
)


def new_firm() -> str:
    """Return the credit code of a firm that nobody has visited."""
    return f"91500112MATEST{next(_FIRMS):04}"


def form_of(firm: str, **form: Any) -> Json:
    """Return the opening form of a planned inspection of grade B, filled in as far as it is not like every other."""
    return {
        "object": "渝北某酒店",
        "credit_code": firm,
        "trigger": "planned",
        "grade": "b",
        "lead_department": "police",
        "bodies": ["fire", "market"],
        "notice": "announced",
    } | form


async def inspected(office: Office, firm: str, *steps: WalkStep, **form: Any) -> Json:
    """Open a joint inspection of a firm and take steps of it; return the case as the lead sees it."""
    definition = await office.get(LEAD, "/definitions/hotels")
    walker = Walker(office, load_registry(with_examples=True), definition)
    walk = Walk(opener=ORG, title="渝北某酒店联合检查", form=form_of(firm, **form), steps=steps, ends="")
    return await walker.walk(walk)


async def went_on(office: Office, case: Json, *steps: WalkStep) -> Json:
    """Take further steps of an inspection."""
    definition = await office.get(LEAD, "/definitions/hotels")
    walker = Walker(office, load_registry(with_examples=True), definition)
    walker.reader = SUPERVISOR
    for step in steps:
        await walker._take(LEAD, case["id"], step)
    whole: Json = await office.get(LEAD, f"/cases/{case['id']}")
    return whole


async def stopped(office: Office, case: Json) -> Json:
    """Have the leader stop an inspection."""
    seen = await office.get(LEADER, f"/cases/{case['id']}")
    return await office.done(LEADER, seen, "stop", {"reason": "企业停业"})


async def shown_open(office: Office, case: Json, action: str) -> Json:
    """Return the case for the lead's leader once the action is offered."""
    return await once(office, LEADER, case, lambda now: action in {each["id"] for each in now["actions"]})


def form_for(case: Json, action: str, **given: Any) -> Json:
    """Return a complete form for an action that the case offers."""
    rule = next(each for each in case["actions"] if each["id"] == action)
    return filled(rule["form"], given)


def token_of(case: Json) -> str:
    """Return the token of a case's visit."""
    url: str = case["visit"]["check_url"]
    return url.rpartition("/")[2]


def municipal_officer(engine: Engine, office: Office) -> str:
    """Return the login of an officer of the municipality's supervision office."""
    callers = callers_in(engine, office)
    return next(caller.login for caller in callers if caller.body == "municipal supervision")
