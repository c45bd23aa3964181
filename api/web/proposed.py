"""What is proposed for a field of a whistle: bodies with their reasons in words, by what the form says so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.proposals import is_whistle, proposals
from api.web.visit import Visit
from domain.form import FieldType
from domain.procedure import Procedure

_TYPED = ("asks", "place")
"""The fields of a whistle whose words say whom it needs."""
_MOST_WORDS = 1000


@dataclass(frozen=True)
class ProposedShown:
    """A proposed body with its reasons; nobody but the officer ticks it."""

    code: str
    name: str
    reasons: Sequence[str]


@dataclass(frozen=True)
class Proposed:
    """What is proposed now, the address that proposes anew, and the fields after whose change it is asked."""

    address: str
    typed: Sequence[str]
    bodies: Sequence[ProposedShown]


def field_of(procedure: Procedure) -> str | None:
    """Return the field of a whistle in which it names whom it calls; other definitions propose nobody."""
    if not is_whistle(procedure):
        return None
    form = procedure.opens.form
    return next((name for name, each in form.items() if each.type is FieldType.ORGANISATIONS), None)


def proposed_for(
    session: Session, visit: Visit, procedure: Procedure, form: Mapping[str, Any], chosen: Sequence[str]
) -> Proposed:
    """Return what is proposed for a whistle as far as it is filled in, without those that are chosen."""
    typed = [name for name in _TYPED if name in procedure.opens.form]
    words = " ".join(str(form.get(name, "")) for name in typed)[:_MOST_WORDS]
    found = proposals(session, visit.resources, visit.person, procedure, words)
    return Proposed(
        address=f"/cases/new/{procedure.procedure}/proposals",
        typed=typed,
        bodies=[
            ProposedShown(
                each.body.code,
                each.body.name,
                [visit.language.pick(reason.zh, reason.en) for reason in each.reasons],
            )
            for each in found
            if each.body.code not in chosen
        ],
    )
