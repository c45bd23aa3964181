"""The ways of a supervision through the API: stepped up to the decision, handed on, voided, withdrawn, objected to."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from store.people import secret_hash
from store.tables import LetterEndRow, OfficerRow, SessionRow
from tests.api.eventually import eventually
from tests.api.office import Json, Office, problem
from tests.domain.supervisions import FORMS, OPENING

CLERK, LEADER, BODY = "yubei.sfj", "yubei.sfj.leader", "yubei.cg"
COMMISSION, MEMBER = "500112-jcw", "yubei.jcw"
JOINT, JOINT_LEADER = "500112-zf", "yubei.zf.leader"

Steps = tuple[tuple[str, str], ...]
ISSUED: Steps = ((CLERK, "draft"), (LEADER, "check"), (LEADER, "issue"))
CORRECTING: Steps = (*ISSUED, (CLERK, "serve"), (BODY, "sign-for"))


def stepped_up(draft: str) -> Steps:
    """Return the way from a report to the next letter, signed for."""
    return (
        (BODY, "report"),
        (LEADER, "step-up"),
        (CLERK, draft),
        (LEADER, "check"),
        (LEADER, "issue"),
        (CLERK, "serve"),
        (BODY, "sign-for"),
    )


async def took(office: Office, case: Json, *steps: tuple[str, str], **form: object) -> Json:
    """Take these steps on the case as it stands then, each with a form that is good enough."""
    for login, action in steps:
        case = await office.get(login, f"/cases/{case['id']}")
        case = await office.done(login, case, action, FORMS.get(action, {}) | form)
    return case


async def refused(office: Office, case: Json, login: str, action: str, status: int, code: str) -> None:
    """Check that a step is refused with this code."""
    current = await office.get(login, f"/cases/{case['id']}")
    problem(await office.act(login, current, action, form=FORMS.get(action, {})), status, code)


@pytest.fixture
async def supervision(office: Office) -> Json:
    """A supervision that the office's clerk has opened."""
    body = {
        "definition": "supervision",
        "title": "逾期未签收",
        "parties": {"body": "500112-cg"},
        "form": OPENING,
    }
    answer = await office.call(CLERK, "POST", "/cases", key=str(uuid4()), json=body)
    assert answer.status_code == 201, answer.text
    case: Json = answer.json()
    return case


@pytest.fixture
def member(engine: Engine, office: Office) -> str:
    """An officer of the supervisory commission, signed in."""
    now = datetime.now(UTC)
    with Session(engine) as session:
        session.merge(
            OfficerRow(login=MEMBER, name="监委", org=COMMISSION, roles=["handler"], password_hash="none")
        )
        session.flush()
        token = f"token of {MEMBER}"
        session.merge(
            SessionRow(
                secret_hash=secret_hash(token),
                login=MEMBER,
                kind="token",
                opened_at=now,
                ends_at=now + timedelta(hours=1),
            )
        )
        session.commit()
    office.give_token(MEMBER, token)
    return MEMBER


def kinds(case: Json) -> list[str]:
    """Return the kinds of the case's letters."""
    return [letter["kind"] for letter in case["letters"]]


async def test_a_supervision_steps_up_to_the_decision_and_no_further(
    office: Office, supervision: Json
) -> None:
    await took(office, supervision, *CORRECTING, *stepped_up("draft-opinion"), (LEADER, "interview"))
    case = await took(office, supervision, *stepped_up("draft-decision"), (LEADER, "circulate"))
    chain = [kind for kind in kinds(case) if kind != "service-proof"]

    assert chain == [
        "urging-letter",
        "supervision-opinion",
        "interview-record",
        "supervision-decision",
        "circular",
    ]
    opinion, decision = (
        next(one for one in case["letters"] if one["kind"] == kind)
        for kind in ("supervision-opinion", "supervision-decision")
    )
    words = (await office.get(CLERK, f"/letters/{decision['id']}"))["words"]
    assert opinion["number"] in words
    await took(office, supervision, (BODY, "report"))
    await refused(office, supervision, LEADER, "step-up", 409, "used-up")
    closed = await took(office, supervision, (LEADER, "close"))
    assert closed["stage"]["id"] == "settled"


async def test_the_commission_reads_the_case_when_it_is_handed_on_and_not_before(
    office: Office, supervision: Json, member: str
) -> None:
    await took(office, supervision, *CORRECTING)
    before = await office.call(member, "GET", f"/cases/{supervision['id']}")
    problem(before, 404, "not-found")
    handed_on = await took(office, supervision, (LEADER, "hand-on"))
    whole = await office.get(member, f"/cases/{supervision['id']}")
    entries = await office.get(member, f"/cases/{supervision['id']}/entries")

    assert kinds(handed_on)[-1] == "accountability-letter"
    assert entries[0]["action"] == "open"
    assert len(entries) == whole["seq"]
    # It reads and may say something; what has to be done stays with the body and the office.
    assert "comment" in [action["id"] for action in whole["actions"]]
    assert "report" not in [action["id"] for action in whole["actions"]]
    assert whole["holder"]["code"] == "500112-cg"


async def test_a_matter_is_handed_on_to_a_commission_only(office: Office, supervision: Json) -> None:
    case = await took(office, supervision, *CORRECTING)
    current = await office.get(LEADER, f"/cases/{case['id']}")
    answer = await office.act(LEADER, current, "hand-on", form=FORMS["hand-on"] | {"to": JOINT})

    problem(answer, 422, "parties-wrong")


async def test_a_joint_letter_is_countersigned(office: Office, supervision: Json) -> None:
    path = f"/cases/{supervision['id']}"
    problem(await office.call(JOINT_LEADER, "GET", path), 404, "not-found")
    await took(office, supervision, (CLERK, "draft"), joint=JOINT)
    checked = await took(office, supervision, (LEADER, "check"))
    assert (checked["stage"]["id"], checked["holder"]["code"]) == ("countersigning", JOINT)
    await refused(office, supervision, LEADER, "countersign", 403, "not-entitled")
    await took(office, supervision, (JOINT_LEADER, "countersign"))
    issued = await took(office, supervision, (LEADER, "issue"))

    assert kinds(issued) == ["urging-letter"]
    assert issued["letters"][0]["number"].startswith("渝北执督函〔")


def ends(engine: Engine, case: Json) -> list[tuple[str, str, str]]:
    """Return which letters of the case have ended: the id, how, and why."""
    with Session(engine) as session:
        rows = session.exec(select(LetterEndRow).where(LetterEndRow.case_id == case["id"])).all()
        return [(row.letter_id, row.status, row.reason) for row in rows]


async def test_a_letter_that_was_not_served_is_voided_and_drafted_anew(
    office: Office, engine: Engine, supervision: Json
) -> None:
    issued = await took(office, supervision, *ISSUED)
    await refused(office, supervision, CLERK, "void-letter", 403, "not-entitled")
    voided = await took(office, supervision, (LEADER, "void-letter"))
    assert voided["stage"]["id"] == "drafting"
    again = await took(office, supervision, *ISSUED)
    first, second = again["letters"]

    assert ends(engine, supervision) == [(issued["letters"][0]["id"], "voided", "文号有误")]
    # The number stays taken: the next letter has another one.
    assert first["number"] == issued["letters"][0]["number"] != second["number"]
    await took(office, supervision, (CLERK, "serve"))
    await refused(office, supervision, LEADER, "void-letter", 409, "not-open-here")


async def test_a_voided_letter_leaves_the_office_free_not_to_supervise(
    office: Office, supervision: Json
) -> None:
    await took(office, supervision, *ISSUED)
    await took(office, supervision, (LEADER, "void-letter"))
    closed = await took(office, supervision, (LEADER, "close-unissued"))

    assert closed["stage"]["id"] == "not-supervised"


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(CORRECTING[:-1], id="served"),
        pytest.param(CORRECTING, id="signed for"),
        pytest.param((*CORRECTING, (BODY, "report")), id="reported on"),
    ],
)
async def test_a_letter_that_was_served_is_withdrawn_and_ends_the_case(
    office: Office, engine: Engine, supervision: Json, after: Steps
) -> None:
    case = await took(office, supervision, *after)
    await refused(office, supervision, CLERK, "withdraw-letter", 403, "not-entitled")
    ended = await took(office, supervision, (LEADER, "withdraw-letter"))

    assert ended["stage"]["id"] == "revoked"
    assert ends(engine, supervision) == [(case["letters"][0]["id"], "withdrawn", "事实有误")]


async def test_of_several_letters_the_newest_is_withdrawn(
    office: Office, engine: Engine, supervision: Json
) -> None:
    case = await took(office, supervision, *CORRECTING, *stepped_up("draft-opinion"))
    await took(office, supervision, (LEADER, "withdraw-letter"))
    opinion = next(one for one in case["letters"] if one["kind"] == "supervision-opinion")

    assert [letter_id for letter_id, _, _ in ends(engine, supervision)] == [opinion["id"]]


async def test_an_objection_is_reviewed_beside_the_correction(office: Office, supervision: Json) -> None:
    await took(office, supervision, *CORRECTING)
    await refused(office, supervision, BODY, "object", 409, "not-allowed-now")
    await took(office, supervision, *stepped_up("draft-opinion"), (BODY, "object"))

    async def reviews() -> list[Json]:
        tied: list[Json] = (await office.get(BODY, f"/cases/{supervision['id']}"))["tied"]
        return tied

    (tied,) = await eventually(reviews)
    review = await office.get(LEADER, f"/cases/{tied['id']}")
    assert (review["stage"]["id"], review["holder"]["code"]) == ("reviewing", "500112-sfj")
    await office.done(LEADER, review, "uphold", {"findings": "属实", "conclusion": "维持"})

    async def news() -> list[str]:
        entries = await office.get(BODY, f"/cases/{supervision['id']}/entries")
        told = [entry["form"]["stage"] for entry in entries if entry["action"] == "tied"]
        return told if "维持原文书" in told else []

    assert "维持原文书" in await eventually(news)
    await refused(office, supervision, BODY, "object", 409, "not-allowed-now")
