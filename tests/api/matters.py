"""How tests open matters across departments, and how they wait for their tasks."""

from collections.abc import Callable
from uuid import uuid4

from tests.api.eventually import eventually
from tests.api.office import Json, Office

TOWNSHIP, LEAD = "yubei.shuanglonghu", "yubei.cg"
NIGHT_MARKET: Json = {
    "definition": "night-market",
    "title": "双龙湖夜市2026年夏季",
    "parties": {"township": "500112-shuanglonghu"},
    "form": {
        "source": "plan",
        "place": "双龙湖街道龙山大道",
        "object": "双龙湖夜市",
        "facts": "夏季夜市开市。",
        "urgency": "ordinary",
    },
}


def whistled(*departments: str) -> Json:
    """An emergency whistle for these departments."""
    return {
        "definition": "whistle-emergency",
        "title": "小区消防通道被堵",
        "form": {
            "place": "双龙湖街道锦程苑",
            "asks": "通道被车辆堵死，楼上有烟。",
            "departments": list(departments),
            "contact": "值班长 023-00000000",
        },
    }


async def opened(office: Office, login: str, body: Json) -> Json:
    """Open a matter."""
    answer = await office.call(login, "POST", "/cases", key=str(uuid4()), json=body)
    assert answer.status_code == 201, answer.text
    case: Json = answer.json()
    return case


async def once(office: Office, login: str, case: Json, holds: Callable[[Json], bool]) -> Json:
    """Return the case as soon as something holds of it."""

    async def seen() -> Json | None:
        now: Json = await office.get(login, f"/cases/{case['id']}")
        return now if holds(now) else None

    found = await eventually(seen)
    assert found is not None, await office.get(login, f"/cases/{case['id']}")
    return found


def task(case: Json, key: str) -> Json:
    """Return a task of a matter by its key."""
    found: Json = next(each for each in case["tasks"] if each["key"] == key)
    return found


def all_run(case: Json) -> bool:
    """Say whether every task that has begun has a case of its own."""
    return all(each["status"] != "started" for each in case["tasks"])


def is_done(*keys: str) -> Callable[[Json], bool]:
    """Say of a matter whether these tasks are done."""
    return lambda case: all(task(case, key)["status"] == "done" for key in keys)


async def do_task(
    office: Office, case: Json, *, by: str, lead: str, outcome: str, finds: Json | None = None
) -> None:
    """Take a task's own case from signing to acceptance."""
    steps = [(by, "sign", {}), *([(by, "find", finds)] if finds else [])]
    steps += [(by, "report", {"outcome": outcome, "summary": "已办理。"}), (lead, "accept", {})]
    for login, action, form in steps:
        now = await office.get(login, f"/cases/{case['case_id']}")
        await office.done(login, now, action, form)
