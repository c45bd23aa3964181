"""What becomes of letters: voided, withdrawn, objected to; who reads why, and what the next letter cites."""

import re
from functools import partial

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text

from api.rate import RateLimit
from store.verification import Broken, Intact, verify_cases
from tests.api.eventually import eventually
from tests.api.office import Json, Office
from tests.api.supervising import (
    BODY,
    CLERK,
    LEADER,
    issue,
    serve,
    step,
    step_up,
    supervise,
    tied,
)
from tests.api.visitors import Visitor, words

REASON = "主送机关有误"


@pytest.fixture(autouse=True)
def fresh_limit(app: FastAPI) -> None:
    app.state.rate_limit = RateLimit()


async def voided(office: Office) -> tuple[Json, Json]:
    """Return a case whose first letter was voided, and that letter."""
    case = await supervise(office)
    letter = await issue(office, case)
    await step(office, LEADER, case, "void-letter", {"reason": REASON})
    whole: Json = await office.get(CLERK, f"/letters/{letter['id']}")
    return case, whole


async def status(office: Office, letter: Json) -> Json:
    answer = await office.call(None, "GET", f"/verify/{letter['code']}")
    assert answer.status_code == 200, answer.text
    said: Json = answer.json()
    return said


async def test_anyone_learns_that_a_letter_was_voided_and_nobody_outside_why(office: Office) -> None:
    _, letter = await voided(office)
    said = await status(office, letter)
    page = await office.client.get(f"/verify/{letter['code']}")

    assert said["status"] == "voided"
    assert REASON not in str(said)
    assert "本文书已作废，不再有效" in page.text
    assert REASON not in page.text


async def test_those_who_read_the_case_see_the_mark_and_the_reason(app: FastAPI, office: Office) -> None:
    case, letter = await voided(office)
    clerk = Visitor(app)
    await clerk.sign_in(CLERK)
    of_letter = words(await clerk.page(f"/letters/{letter['id']}"))
    of_case = words(await clerk.page(f"/cases/{case['id']}"))

    assert (letter["ended"]["status"], letter["ended"]["reason"]) == ("voided", REASON)
    assert f"本文书已作废，不再有效 理由：{REASON}" in of_letter
    assert f"督办函 已作废 {letter['number']}" in of_case
    assert f"理由：{REASON}" in of_case
    pdf = await office.call(CLERK, "GET", f"/letters/{letter['id']}.pdf")
    assert pdf.content.startswith(b"%PDF-"), "it is what was issued"


async def test_a_voided_letter_is_neither_served_nor_cited_and_keeps_its_number(office: Office) -> None:
    case, first = await voided(office)
    second = await issue(office, case)
    await serve(office, case)
    whole = await office.get(CLERK, f"/cases/{case['id']}")
    proof = await office.get(CLERK, f"/letters/{whole['letters'][-1]['id']}")
    opinion = await office.get(CLERK, f"/letters/{(await step_up(office, case))['id']}")

    assert first["number"] not in (second["number"], proof["words"])
    assert second["number"] in proof["words"]
    assert first["number"] not in proof["words"]
    assert second["number"] in opinion["words"]
    assert first["number"] not in opinion["words"]


async def test_a_letter_that_was_served_is_withdrawn(office: Office) -> None:
    case = await supervise(office)
    letter = await issue(office, case)
    await serve(office, case)
    whole = await office.get(CLERK, f"/letters/{letter['id']}")
    assert (await status(office, whole))["status"] == "answered"
    after = await step(office, LEADER, case, "withdraw-letter", {"reason": "另案处理"})

    assert after["stage"]["id"] == "revoked"
    assert (await status(office, whole))["status"] == "withdrawn"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param("DELETE FROM letter_end WHERE case_id = :case", "is missing", id="removed"),
        pytest.param("UPDATE letter_end SET reason = '笔误' WHERE case_id = :case", "was altered", id="why"),
        pytest.param("UPDATE letter_end SET status = 'withdrawn' WHERE case_id = :case", "was altered", id="how"),
        pytest.param("UPDATE letter_end SET at = at - interval '1 day' WHERE case_id = :case", "was altered", id="when"),
        pytest.param(
            "UPDATE letter_end SET letter_id = (SELECT max(id) FROM letter WHERE letter.case_id = :case) "
            "WHERE case_id = :case", "was altered", id="which",
        ),
        pytest.param(
            "INSERT INTO letter_end SELECT id, 'voided', '笔误', case_id, seq, issued_at FROM letter l "
            "WHERE l.case_id = :case AND NOT EXISTS (SELECT FROM letter_end e WHERE e.letter_id = l.id)",
            "was altered", id="slipped in",
        ),
    ],
)  # fmt: skip
async def test_verification_notices_an_end_that_was_touched(
    office: Office, engine: Engine, change: str, said: str
) -> None:
    case, _ = await voided(office)
    await issue(office, case)
    number = case["number"]

    def found() -> Intact | Broken:
        return next(each for each in verify_cases(engine) if each.number == number)

    assert isinstance(found(), Intact)
    with engine.connect() as connection, connection.begin() as changes:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        kept = connection.execute(
            text("SELECT * FROM letter_end WHERE case_id = :case"), {"case": case["id"]}
        )
        (before,) = [dict(row) for row in kept.mappings()]
        assert connection.execute(text(change), {"case": case["id"]}).rowcount == 1
        changes.commit()
    try:
        broken = found()
        assert isinstance(broken, Broken)
        assert said in broken.en
    finally:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("DELETE FROM letter_end WHERE case_id = :case"), {"case": case["id"]})
            columns = ", ".join(before)
            values = ", ".join(f":{name}" for name in before)
            connection.execute(text(f"INSERT INTO letter_end ({columns}) VALUES ({values})"), before)


@pytest.mark.parametrize(
    ("verdict", "words_of_it"),
    [("uphold", "决定维持原文书"), ("change", "决定变更原文书"), ("revoke", "决定撤销原文书")],
)
async def test_an_objection_is_answered_in_writing_with_the_verdict_of_the_act(
    office: Office, verdict: str, words_of_it: str
) -> None:
    case = await supervise(office)
    await issue(office, case)
    await serve(office, case)
    opinion = await step_up(office, case)
    await serve(office, case)
    await step(office, BODY, case, "object", {"reasons": "该事项已移交街道。"})
    (review,) = await eventually(partial(tied, office, BODY, case))
    form = {"findings": "移交手续不全。", "conclusion": "异议理由不足。"}
    done = await step(office, LEADER, review, verdict, form)

    (answer,) = done["letters"]
    assert re.fullmatch(r"渝北执复〔20\d\d〕[1-9]\d*号", answer["number"])
    assert (answer["issuer"], answer["addressee"]) == ("500112-sfj", "500112-cg")
    letter = await office.get(BODY, f"/letters/{answer['id']}")
    said = re.sub(r"<[^>]+>|\s", "", letter["words"])
    assert f"你单位对行政执法监督意见书（{opinion['number']}）提出的异议" in said
    assert f"{words_of_it}（{opinion['number']}）" in said
    assert "该事项已移交街道。" in said
    assert "移交手续不全。" in said
