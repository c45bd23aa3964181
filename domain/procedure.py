"""The definition of how one matter moves between parties: stages, actions, limits."""

from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.form import Choice, FormField
from domain.ladder import Ladder
from domain.limit import Limit
from domain.model import Rule
from domain.organisation import OrganisationKind, Role
from domain.plan import Plan
from domain.statistics import Kept
from domain.visits import VisitRule

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
Look = Literal["primary", "plain", "warning", "danger"]
OUTCOMES = "outcomes"
"""The code list that says what a case may come to, where its procedure has one."""


class Named(Rule):
    """Something with a title in both languages; the Chinese one is the official one."""

    title: str
    title_en: str


class Resolve(Rule):
    """How the registry finds a party that nobody names: the body of this kind in the region of another party."""

    kind: OrganisationKind
    region_of: Id


class PartyRule(Named):
    """A role in the case. Without `resolve`, whoever opens the case names the organisation.

    A party that `joins_later` is absent at first; an action binds it. It `may_be` the same organisation as these.
    """

    kinds: tuple[OrganisationKind, ...] = ()
    resolve: Resolve | None = None
    joins_later: bool = False
    may_be: tuple[Id, ...] = ()


class Target(Rule):
    """Where an action leads, when its condition holds; the first one that holds is taken."""

    to: Id
    when: str | None = None


class LimitChoice(Rule):
    """Which limit applies, when its condition holds; the first one that holds is taken."""

    use: str
    when: str | None = None


class LetterChoice(Rule):
    """Which letter is issued, when its condition holds; the first one that holds is taken."""

    use: Id
    when: str | None = None


OF_FORM = "form."
"""Opens a party of a case to be opened that a field of the action's form names."""


class Within(Rule):
    """Until when an action may be taken: so long after another action was. `answer` is the limit of its answer."""

    limit: str
    since: Id
    answer: str | None = None


class Opens(Rule):
    """A case that an action opens and that is tied to this one; how it ended comes back as news.

    `parties` gives each of its parties as a party of this case or, as `form.<field>`, from the action's form; `form` each of its opening fields as an expression
    over this case, in which `number` is this case's number.
    """

    procedure: str
    title: str
    parties: dict[Id, str]
    form: dict[Id, str] = {}


class Ends(Rule):
    """Letters of the case that no longer stand after an action: voided before they were served, or withdrawn."""

    letters: tuple[Id, ...] = Field(min_length=1)
    status: Literal["voided", "withdrawn"]


class Action(Named):
    """What somebody entitled may do in a stage.

    `by` is a party (the stage's holder when absent) and `role` a role inside it. An action without `to`
    leaves the case where it stands. `bind` names a party anew from a field of the form. `other-than` names
    actions that somebody else must have taken last (two pairs of eyes). What an action `finds` is told to the case
    of which this one is a task.
    """

    by: Id | None = None
    role: Role | None = None
    form: dict[str, FormField] = {}
    when: str | None = None
    unless: str | None = None
    unless_en: str | None = None
    to: Id | tuple[Target, ...] | None = None
    at_most: int | None = Field(default=None, gt=0)
    bind: dict[Id, str] = {}
    letter: str | tuple[LetterChoice, ...] | None = None
    other_than: tuple[Id, ...] = ()
    within: Within | None = None
    opens: Opens | None = None
    ends: Ends | None = None
    finds: bool = False
    look: Look = "plain"

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return where the action may lead, in the order they are tried."""
        return _targets(self.to)

    @property
    def letters(self) -> tuple[LetterChoice, ...]:
        """Return the letters that may be issued, in the order they are tried."""
        return _letters(self.letter)


def _targets(to: str | tuple[Target, ...] | None) -> tuple[Target, ...]:
    if to is None:
        return ()
    return (Target(to=to),) if isinstance(to, str) else to


def _letters(letter: str | tuple[LetterChoice, ...] | None) -> tuple[LetterChoice, ...]:
    if letter is None:
        return ()
    return (LetterChoice(use=letter),) if isinstance(letter, str) else letter


class Grant(Rule):
    """Who answers a request for more time: a party, and the role inside it."""

    by: Id
    role: Role | None = Role.LEADER


class Hears(Rule):
    """Where a stage leads by itself when a tied case of this procedure has ended with this outcome."""

    procedure: str
    outcome: Id
    to: Id


class Stage(Named):
    """Where a case stands: exactly one holder, one limit, one ladder, and a way out.

    `grants` names who answers a request for more time; the holder's own leader when absent.
    """

    who: Id
    role: Role | None = None
    limit: str | tuple[LimitChoice, ...]
    overdue: Id
    grants: Grant | None = None
    hears: tuple[Hears, ...] = ()
    actions: dict[Id, Action]

    @property
    def limits(self) -> tuple[LimitChoice, ...]:
        """Return the limits that may apply, in the order they are tried."""
        return (LimitChoice(use=self.limit),) if isinstance(self.limit, str) else self.limit


class Paper(Rule):
    """Which fields of the opening say that a paper arrived earlier (补录); clocks then run from that day."""

    received_on: Id
    reason: Id


class Opening(Rule):
    """Who opens a case, with which form, and where it starts; one that is not opened `by-hand` follows from another."""

    who: Id
    by_hand: bool = True
    role: Role | None = None
    form: dict[str, FormField] = {}
    letter: str | tuple[LetterChoice, ...] | None = None
    to: Id | tuple[Target, ...]
    paper: Paper | None = None

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return where a case may start, in the order they are tried."""
        return _targets(self.to)

    @property
    def letters(self) -> tuple[LetterChoice, ...]:
        """Return the letters that may be issued with the opening, in the order they are tried."""
        return _letters(self.letter)


class CaseClock(Rule):
    """A clock that spans stages: it starts when a stage is entered and stands still in some.

    The time in which it stands still is not counted (for instance a hearing in the 90 days of PPL 60).
    """

    title: str
    title_en: str
    limit: str
    starts: Id
    stops: tuple[Id, ...]
    stands_still_in: tuple[Id, ...] = ()


class Procedure(Named):
    """How one matter moves. Read from YAML; `procedure` is its id and the workflow type in Temporal.

    With a `plan` it is a scenario: a matter across departments. `yields` is an expression over the case that gives its
    result to a case that waits for it; `settles` are the results after which nothing is left to do there, all of them
    if not said. `visits` says which of its steps are visits that somebody receives. `keeps` names
    the statistics that are taken of each case when it ends.
    """

    procedure: str = Field(pattern=r"^[a-z][a-z0-9-]{2,60}$")
    number_prefix: str = Field(pattern=r"^[A-Z]{2,4}$")
    summary: str = ""
    summary_en: str = ""
    parties: dict[Id, PartyRule] = Field(min_length=1)
    codes: dict[Id, dict[str, Choice]] = {}
    opens: Opening
    clocks: dict[Id, CaseClock] = {}
    stages: dict[Id, Stage] = Field(min_length=1)
    closed: dict[Id, Named] = Field(min_length=1)
    yields: str | None = None
    settles: tuple[Id, ...] | None = None
    plan: Plan | None = None
    visits: VisitRule | None = None
    keeps: dict[Id, Kept] = {}

    def stage_title(self, stage_id: str) -> Named:
        """Return the titles of a stage, open or closed."""
        return self.stages[stage_id] if stage_id in self.stages else self.closed[stage_id]

    def result_title(self, code: str) -> Choice | Named | None:
        """Return the titles of what a case has come to: an outcome, or how it has ended."""
        return self.codes.get(OUTCOMES, {}).get(code) or self.closed.get(code)


class Definition(Rule):
    """All the rules that one case runs under: the procedure with the limits and ladders that it names.

    This is what travels in the workflow's input, so it is complete and never looked up again.
    """

    procedure: Procedure
    limits: dict[str, Limit]
    ladders: dict[Id, Ladder]

    @cached_property
    def canonical(self) -> str:
        """Return the one JSON text of this definition, the same for the same rules."""
        return self.model_dump_json(by_alias=True, exclude_defaults=True)

    @cached_property
    def digest(self) -> str:
        """Return the definition's SHA-256 in hexadecimal; cases refer to their rules by it."""
        return sha256(self.canonical.encode()).hexdigest()


@lru_cache(maxsize=256)
def read_definition(canonical: str) -> Definition:
    """Read a definition from its canonical text; equal texts give the same object."""
    return Definition.model_validate_json(canonical)
