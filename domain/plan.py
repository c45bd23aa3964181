"""The plan of a matter across departments: a graph of tasks, each of which is a case of its own."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.form import Choice
from domain.limit import Confidence, Unit
from domain.model import Rule
from domain.organisation import OrganisationKind

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]

OF_FINDINGS = "findings."
"""Opens a `for-each` over what a task has found."""
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
    or for every finding of a task (`findings.<task>`). `limits` sets limits of the task's procedure anew, `codes` its
    code lists, such as the outcomes; `form` fills in its opening form with expressions over this case.
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
    form: dict[Id, str] = {}
    items: tuple[Id, ...] = ()

    @property
    def source(self) -> str | None:
        """Return the task whose findings this one deals with, if it is made for each finding."""
        each = self.for_each or ""
        return each.removeprefix(OF_FINDINGS) if each.startswith(OF_FINDINGS) else None

    @property
    def before(self) -> tuple[str, ...]:
        """Return the tasks before this one: those named in `after`, and the one whose findings it deals with."""
        return tuple(dict.fromkeys((*self.after, *((self.source,) if self.source is not None else ()))))


class Added(Rule):
    """How a task is done that the lead adds to a running matter: by which procedure, within which of its limits."""

    procedure: Id = "task"
    limit: str = "TASK_DO"


class Plan(Rule):
    """What a matter across departments consists of. `field`, `items`, `boundary` and `keeps` describe it to people too."""

    kind: Literal["one-thing", "joint-inspection", "whistle"]
    field: str
    field_en: str
    departments: dict[Id, Department] = {}
    items: dict[Id, Item] = {}
    boundary: tuple[Boundary, ...] = ()
    tasks: dict[Id, TaskRule] = Field(min_length=1)
    added: Added = Added()
    keeps: tuple[str, ...] = ()
    """The statistics that are kept of it."""
