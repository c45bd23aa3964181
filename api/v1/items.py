"""The item list: which items there are, whose each is in a district and why, and whom a whistle may call."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.identity import Asking
from api.items import (
    ListedItemOut,
    RouteOut,
    items_of,
    listed_items,
    own_township,
    routed,
)
from api.proposals import ProposalOut, proposal_out, proposals, whistle_named
from api.resources import Served

router = APIRouter(tags=["items"])

Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(max_length=64)]


class RouteIn(BaseModel):
    """An item by its full code, by a code that one scenario alone has, or by its exact title; and where it is asked."""

    model_config = ConfigDict(extra="forbid")
    item: Said
    region: Code
    township: Code | None = None


@router.post("/route")
async def route(resources: Served, person: Asking, body: RouteIn) -> RouteOut:
    """Return who has an item in a region, on which ground, and why.

    What the township of the place exercises needs the township; without one it is the caller's own, if that is of
    the region.
    """
    own = own_township(person) if person.region == body.region else None
    return await resources.read(
        lambda session: routed(session, items_of(resources), body.item, body.region, body.township or own)
    )


@router.get("/items")
async def items(
    resources: Served, person: Asking, q: Annotated[str, Query(max_length=60)] = ""
) -> list[ListedItemOut]:
    """Return the item list, or the items in which all words stand, with who has each in the caller's region."""
    return await resources.read(lambda session: listed_items(session, items_of(resources), person, q))


@router.get("/proposals")
async def proposed(
    resources: Served,
    person: Asking,
    definition: Annotated[str, Query(max_length=64)],
    words: Annotated[str, Query(max_length=1000)],
) -> list[ProposalOut]:
    """Return up to five bodies that a whistle may call, by what it is about; each with its reasons."""
    procedure = whistle_named(resources, definition).procedure
    return await resources.read(
        lambda session: [
            proposal_out(each) for each in proposals(session, resources, person, procedure, words)
        ]
    )
