"""What the registry holds: regions, the organisations in them, their officers."""

from functools import cached_property
from typing import Annotated

from pydantic import Field

from domain.model import Model, Rule
from domain.organisation import OrganisationKind, Role
from domain.refusal import Refusal

EXAMPLE_PASSWORD = "onething-demo"  # noqa: S105  (shown to whoever tries it; example accounts exist only with the examples)
"""The password that all example accounts share."""

# The justice bureau's office hours (Chongqing, Monday to Friday), the default of every body.
OFFICE_HOURS = ("09:00-12:30", "14:00-18:00")


class RegistryUnsound(Refusal):
    """An entry of the registry cannot be read or contradicts another one."""

    code = "registry-unsound"

    def __init__(self, file: str, entry: str, zh: str, en: str) -> None:
        super().__init__(f"{file}：{entry}：{zh}", f"{file}: {entry}: {en}", file=file, entry=entry)


class Region(Rule):
    """A division with its own government: the municipality or a district."""

    code: str
    name: str
    word: str
    """The short name that letter numbers begin with, e.g. 渝北."""
    parent: str | None = None


class Officer(Rule):
    """A person of an organisation; the name is invented."""

    login: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z]+){1,2}$")]
    name: str
    post: str
    """职务, as a letter would print it."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    certificate_no: Annotated[str | None, Field(pattern=r"^\d{11}$")] = None


class Organisation(Rule):
    """A body that can be party to a case."""

    code: Annotated[str, Field(pattern=r"^\d{6}(-[a-z]+|\d{3})$")]
    name: str
    short_name: str
    kind: OrganisationKind
    region: str
    department: str | None = None
    """The line of work, e.g. SCJG or CG; a team has that of its department."""
    word: Annotated[str, Field(pattern=r"^[\u4e00-\u9fa5]{2,12}$")]
    """机关代字, unique: letter numbers are counted for each issuer."""
    parent: str | None = None
    supervisor: str | None = None
    """The body that supervises this one, by rule the supervision office of the region."""
    office_hours: tuple[Annotated[str, Field(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")], ...] = OFFICE_HOURS
    """The sessions of its working day; its due dates close with the last of them."""
    officers: tuple[Officer, ...] = ()


class Registry(Model):
    """All regions and organisations, the officers inside their organisation."""

    regions: tuple[Region, ...]
    organisations: tuple[Organisation, ...]

    @cached_property
    def by_code(self) -> dict[str, Organisation]:
        """Every organisation under its code."""
        return {each.code: each for each in self.organisations}

    @cached_property
    def by_login(self) -> dict[str, tuple[Officer, Organisation]]:
        """Every officer under their login, with the organisation they belong to."""
        return {officer.login: (officer, body) for body in self.organisations for officer in body.officers}

    @property
    def officers(self) -> tuple[Officer, ...]:
        """All officers, in the order of their organisations."""
        return tuple(officer for body in self.organisations for officer in body.officers)

    def in_region(self, region: str, department: str | None = None) -> tuple[Organisation, ...]:
        """Return the organisations of a region, of one line of work if that is given."""
        return tuple(
            each
            for each in self.organisations
            if each.region == region and department in (None, each.department)
        )
