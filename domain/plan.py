"""The plan of a matter across departments: a graph of tasks, each of which is a case of its own."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from domain.form import Choice
from domain.limit import Confidence, Unit
from domain.model import Rule
from domain.organisation import OrganisationKind

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]

FINDINGS = "findings"
"""As `for-each`: over what any task has found that neither waits for this one nor deals with findings itself, but for
tasks whose findings are only kept."""
OF_FINDINGS = f"{FINDINGS}."
"""Opens a `for-each` over what one task has found."""
BOUNDARY = "boundary"
"""As `by` of a task: the body to which the boundary rules give the finding."""
EACH = "each"
"""As `by` of a task that is made for each organisation or department: that one."""


class Department(Rule):
    """A line of work that takes part, found in the region of a party; never a fixed office.

    The kinds are tried in their order. Where the region has no such body, `otherwise` names another department of
    the plan or a party of the case.
    """

    title: str
    title_en: str
    department: str
    kinds: tuple[OrganisationKind, ...] = (OrganisationKind.ENFORCEMENT, OrganisationKind.REGULATOR)
    region_of: Id = "lead"
    otherwise: Id | None = None


class Item(Rule):
    """An item of enforcement that the matter may touch, with the rule it rests on.

    `also` are everyday words for it, by which somebody who does not know its title finds it.
    """

    title: str
    title_en: str = ""
    also: tuple[str, ...] = ()
    owner: Id | None = None
    basis: str | None = None
    confidence: Confidence = Confidence.C


class Boundary(Rule):
    """A rule of duties: whose a finding is when the condition holds; the first that holds decides."""

    owner: Id
    when: str | None = None
    basis: str | None = None


class Period(Rule):
    """A limit of a task's procedure set anew for this task."""

    value: int = Field(gt=0)
    unit: Unit


class TaskRule(Rule):
    """A task of the plan: who does what, when it may begin, and what may come of it.

    It begins when the case has entered the stage `during`, the tasks of `after` are settled (all of them, or `join`
    of them) and `when` holds; a task whose condition does not hold is left out. `for-each` makes one for every
    organisation of a field of the opening form (`opening.<field>`), for every department of the plan (`departments`),
    for every finding of a task (`findings.<task>`) or of all tasks (`findings`). `limits` sets limits of the task's
    procedure anew, `codes` its code lists, such as the outcomes; `settles` names the results after which nothing is
    left to do; `form` fills in its opening form with expressions over this case. What a task finds is `raised` to the
    lead if no other task deals with it, unless it is only `kept`.
    """

    title: str
    title_en: str
    asks: str = ""
    by: Id = "lead"
    procedure: Id = "task"
    during: Id | None = None
    after: tuple[Id, ...] = ()
    join: Literal["all", "any"] | int = "all"
    when: str | None = None
    for_each: str | None = None
    limits: dict[str, Period] = {}
    codes: dict[Id, dict[Id, Choice]] = {}
    settles: tuple[Id, ...] | None = None
    form: dict[Id, str] = {}
    items: tuple[Id, ...] = ()
    findings: Literal["raised", "kept"] = "raised"

    @property
    def is_for_findings(self) -> bool:
        """Return whether one task is made for each finding."""
        return self.for_each == FINDINGS or (self.for_each or "").startswith(OF_FINDINGS)


class Added(Rule):
    """How a task is done that the lead adds, or that is raised to the lead: by which procedure, within which of its limits.

    `form` fills in its opening form with expressions over this case.
    """

    procedure: Id = "task"
    limit: str = "TASK_DO"
    form: dict[Id, str] = {}


class Plan(Rule):
    """What a matter across departments consists of. `field`, `items` and `boundary` describe it to people too.

    `open-ends` says what becomes of a finding that no task deals with, and of a result that neither settles its task
    nor is asked for by another one: it is kept as it is, or raised to the lead as a task that waits for a body.
    """

    kind: Literal["one-thing", "joint-inspection", "whistle"]
    field: str
    field_en: str
    departments: dict[Id, Department] = {}
    items: dict[Id, Item] = {}
    boundary: tuple[Boundary, ...] = ()
    tasks: dict[Id, TaskRule] = Field(min_length=1)
    added: Added = Added()
    open_ends: Literal["kept", "raised"] = "kept"
    keeps: SkipJsonSchema[tuple[str, ...]] = ()
    """Names of statistics, in words, that definitions published before `keeps` of the procedure carry.

    Cases run to their end under those definitions, so they must be read and keep their text and hash; nothing else is
    done with the words, no schema offers them, and a new definition that has them is refused.
    """

    def sources(self, name: str) -> tuple[str, ...]:
        """Return the tasks whose findings this one deals with; none if it is not made for findings."""
        return self._sources.get(name, ())

    def before(self, name: str) -> tuple[str, ...]:
        """Return the tasks before this one: those named in `after`, and those whose findings it deals with."""
        return tuple(dict.fromkeys((*self.tasks[name].after, *self.sources(name))))

    @property
    def dealt_with(self) -> frozenset[str]:
        """Return the tasks whose findings another task deals with."""
        return frozenset(source for sources in self._sources.values() for source in sources)

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(self._found_by(name)) for name, rule in self.tasks.items() if rule.is_for_findings
        }

    def _found_by(self, name: str) -> Iterator[str]:
        yield from self._found_by_one(self.tasks[name])
        if self.tasks[name].for_each != FINDINGS:
            return
        for other, rule in self.tasks.items():
            is_source = not rule.is_for_findings and rule.findings == "raised"
            if is_source and name not in self._waited_for(other):
                yield other

    @staticmethod
    def _found_by_one(rule: TaskRule) -> Iterator[str]:
        if rule.for_each is not None and rule.for_each.startswith(OF_FINDINGS):
            yield rule.for_each.removeprefix(OF_FINDINGS)

    def _waited_for(self, name: str) -> set[str]:
        """Return all tasks that come before one, as far as their names say; what does not exist is found elsewhere."""
        seen: set[str] = set()
        ahead = [name]
        while ahead:
            rule = self.tasks.get(ahead.pop())
            if rule is not None:
                named = {*rule.after, *(self._found_by_one(rule))} - seen
                ahead += sorted(named)
                seen |= named
        return seen
