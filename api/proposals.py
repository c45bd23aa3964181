"""Whom a whistle is proposed to call: one answer for pages and programs."""

from collections.abc import Sequence

from sqlmodel import Session

from api.away import NotFound
from api.items import items_of, own_township
from api.resources import Resources
from api.tasks import BodyOut
from domain.form import FieldType
from domain.grounds import Words
from domain.model import Model
from domain.organisation import OrganisationKind, Person
from domain.procedure import Definition, Procedure
from domain.proposing import Proposal, items_said, proposed, similar
from domain.whose import NobodyToDo
from store.items import District
from store.whistles import last_whistles

WHISTLE = "whistle"


class ProposalOut(Model):
    """A body that is proposed for a whistle, with its reasons, the weightiest first."""

    organisation: BodyOut
    reasons: list[Words]


def is_whistle(procedure: Procedure) -> bool:
    """Return whether a definition is one by which a township calls departments."""
    return procedure.plan is not None and procedure.plan.kind == WHISTLE


def whistle_named(resources: Resources, name: str) -> Definition:
    """Return the definition of a whistle.

    Raises:
        NotFound: There is no such whistle.
    """
    definition = resources.definitions.get(name)
    if definition is None or not is_whistle(definition.procedure):
        raise NotFound(name)
    return definition


def called_kinds(procedure: Procedure) -> Sequence[OrganisationKind]:
    """Return which kinds of bodies a whistle calls."""
    fields = procedure.opens.form.values()
    return next((each.kinds for each in fields if each.type is FieldType.ORGANISATIONS), ())


def proposals(
    session: Session, resources: Resources, person: Person, procedure: Procedure, words: str
) -> list[Proposal]:
    """Return whom a whistle may call, by the items of which its words speak and by similar whistles of the region."""
    if not words.strip():
        return []
    district = District(session, person.region, own_township(person))
    hits = []
    for hit in items_said(items_of(resources), words):
        try:
            hits.append((hit, district.whose(hit.listed)))
        except NobodyToDo:
            continue  # what nobody here can do is not proposed; the list itself says why
    names = [name for name, each in resources.definitions.items() if is_whistle(each.procedure)]
    whistles = similar(last_whistles(session, person.region, names), words)
    bodies = district.named([code for each in whistles for code in each.answered])
    return proposed(hits, whistles, bodies, called_kinds(procedure))


def proposal_out(proposal: Proposal) -> ProposalOut:
    """Return a proposal as the API says it."""
    body = BodyOut(code=proposal.body.code, name=proposal.body.name)
    return ProposalOut(organisation=body, reasons=list(proposal.reasons))
