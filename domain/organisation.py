"""Who takes part: the kinds of organisations, the roles of their officers, and the person who acts."""

from enum import StrEnum

from domain.model import Model


class OrganisationKind(StrEnum):
    """What an organisation is in the enforcement system."""

    REGULATOR = "regulator"
    """行业主管部门: grants permits, supervises daily, keeps that duty when its penalty power has moved."""
    ENFORCEMENT = "enforcement"
    """综合行政执法队伍: penalties, inspections and compulsion within its item list."""
    TOWNSHIP = "township"
    """乡镇(街道): statutory and empowered items in its own name."""
    SUPERVISION = "supervision"
    """行政执法监督机构: the justice bureau, tracks, urges, coordinates disputes for its government."""
    COMMAND = "command"
    """治理指挥中心: receives events, dispatches and follows them to the end."""
    GOVERNMENT = "government"
    """本级人民政府: decides what coordination could not settle."""
    DISCIPLINE = "discipline"
    """监察机关: takes over clues on the misconduct of officials."""


class Role(StrEnum):
    """What a person may do inside the organisation."""

    HANDLER = "handler"
    """经办人: drafts, signs for receipt, verifies, reports back."""
    LEGAL = "legal"
    """法制审核人员: reviews completeness and competence, advises before a decision."""
    LEADER = "leader"
    """负责人: approves, grants extensions, decides on suspension."""


class Person(Model):
    """An officer at the moment of acting, with the organisation acted for."""

    login: str
    name: str
    org_code: str
    org_name: str
    kind: OrganisationKind
    region: str
    """Six-digit division code, GB/T 2260: `500112` is 渝北区, `500000` the municipality."""
    roles: tuple[Role, ...]

    def has_role(self, role: Role) -> bool:
        """Tell whether this person holds the role in their organisation."""
        return role in self.roles
