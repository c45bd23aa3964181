"""Who has what of a matter: each body with its tasks that run, are overdue or done, and what it owes next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.tasks import TaskOut
from domain.light import Light

_LATE = (Light.RED, Light.DARK_RED)


@dataclass(frozen=True)
class BodyAtWork:
    """A body's part in a matter; `next_due_at` is the earliest due date of what it still has."""

    name: str
    running: int
    overdue: int
    done: int
    next_due_at: datetime | None


def bodies_at_work(tasks: Sequence[TaskOut]) -> list[BodyAtWork]:
    """Return the bodies that do the tasks, first those that are overdue, then those that are due first.

    Where one body does everything there is nothing to tell apart.
    """
    of_body: dict[str, list[TaskOut]] = defaultdict(list)
    for task in tasks:
        if task.doer is not None:
            of_body[task.doer.name].append(task)
    bodies = [_body(name, own) for name, own in of_body.items()]
    return sorted(bodies, key=_pressing) if len(bodies) > 1 else []


def _body(name: str, tasks: Sequence[TaskOut]) -> BodyAtWork:
    running = [task for task in tasks if task.status in ("started", "running")]
    return BodyAtWork(
        name=name,
        running=len(running),
        overdue=sum(task.light in _LATE for task in running),
        done=sum(task.status == "done" for task in tasks),
        next_due_at=min((task.due_at for task in running if task.due_at), default=None),
    )


def _pressing(body: BodyAtWork) -> tuple[int, bool, float, str]:
    due = body.next_due_at.timestamp() if body.next_due_at else 0.0
    return -body.overdue, body.next_due_at is None, due, body.name
