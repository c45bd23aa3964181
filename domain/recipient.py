"""Whom a rung means: the one place where the registry is asked for a recipient."""

from collections.abc import Callable, Iterable
from typing import Protocol

from domain.ladder import Ladder, Recipient
from domain.organisation import OrganisationKind


class Body(Protocol):
    """What has to be known of an organisation to find those above it."""

    @property
    def code(self) -> str:
        """Its code in the registry."""

    @property
    def region(self) -> str:
        """Its six-digit division code."""

    @property
    def supervisor(self) -> str | None:
        """The code of the body that supervises it."""


InRegion = Callable[[OrganisationKind, str], str | None]
"""Returns the body of a kind in a region, if there is one."""

_KINDS = {
    Recipient.GOVERNMENT: OrganisationKind.GOVERNMENT,
    Recipient.DISCIPLINE: OrganisationKind.DISCIPLINE,
}


def recipient_for(recipient: Recipient, body: Body, in_region: InRegion) -> str | None:
    """Return the organisation that the recipient is for this holder.

    Nobody supervises or disciplines itself: of the government and the commission it is those of the municipality.
    """
    match recipient:
        case Recipient.HOLDER:
            return body.code
        case Recipient.HOLDER_SUPERVISOR:
            return body.supervisor if body.supervisor != body.code else None
        case Recipient.GOVERNMENT | Recipient.DISCIPLINE:
            # A division code that ends with four zeros is the province's or municipality's (GB/T 2260).
            regions = (body.region, f"{body.region[:2]}0000")
            found = (in_region(_KINDS[recipient], region) for region in regions)
            return next((code for code in found if code not in (None, body.code)), None)


def unreachable(ladder: Ladder, body: Body, in_region: InRegion) -> Iterable[str]:
    """Yield the levels of the ladder at which none of those who are told, or not the one who signs, exists."""
    for rung in ladder.rungs:
        told = [recipient_for(each, body, in_region) for each in rung.tells]
        is_signed = rung.signs is None or recipient_for(rung.signs, body, in_region) is not None
        if not any(told) or not is_signed:
            yield rung.level
