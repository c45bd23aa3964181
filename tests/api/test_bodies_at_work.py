"""Who has what of a matter: bodies with what they have in hand, the most pressing first."""

from datetime import datetime
from typing import Any

from api.tasks import BodyOut, TaskOut
from api.web.bodies_at_work import BodyAtWork, bodies_at_work
from domain.light import Light
from tests.domain.dates import at

MONDAY, TUESDAY = at("2026-03-02 18:00"), at("2026-03-03 18:00")


def task(
    doer: str | None, status: str, due_at: datetime | None = None, light: Light | None = None
) -> TaskOut:
    body: Any = BodyOut(code=doer, name=doer) if doer else None
    return TaskOut(
        key="t", rule="r", title="任务", title_en="task", status=status, doer=body, due_at=due_at, light=light
    )


def test_a_body_that_is_late_stands_first_then_who_is_due_first() -> None:
    tasks = [
        task("城管", "running", TUESDAY, Light.GREEN),
        task("城管", "done"),
        task("消防", "running", MONDAY, Light.GREEN),
        task("市监", "running", MONDAY, Light.RED),
        task("公安", "done"),
        task(None, "waiting"),
    ]

    assert bodies_at_work(tasks) == [
        BodyAtWork("市监", running=1, overdue=1, done=0, next_due_at=MONDAY),
        BodyAtWork("消防", running=1, overdue=0, done=0, next_due_at=MONDAY),
        BodyAtWork("城管", running=1, overdue=0, done=1, next_due_at=TUESDAY),
        BodyAtWork("公安", running=0, overdue=0, done=1, next_due_at=None),
    ]


def test_one_body_alone_needs_no_map() -> None:
    assert bodies_at_work([task("城管", "done"), task("城管", "running", MONDAY, Light.GREEN)]) == []
