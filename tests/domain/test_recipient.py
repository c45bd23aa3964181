"""Whom a rung means: the holder, who supervises it, the government and the commission above it."""

from dataclasses import dataclass

import pytest

from domain.ladder import Ladder, Recipient
from domain.organisation import OrganisationKind
from domain.recipient import InRegion, recipient_for, unreachable
from scenarios.load import load_ladders

GOVERNMENT, DISCIPLINE = OrganisationKind.GOVERNMENT, OrganisationKind.DISCIPLINE
ALL = {
    (GOVERNMENT, "500112"): "500112-zf",
    (GOVERNMENT, "500000"): "500000-zf",
    (DISCIPLINE, "500112"): "500112-jcw",
    (DISCIPLINE, "500000"): "500000-jcw",
}


@dataclass(frozen=True)
class Organisation:
    """A body as the registry has it."""

    code: str
    region: str = "500112"
    supervisor: str | None = "500112-sfj"


TEAM = Organisation("500112-cg")
TOWNSHIP = Organisation("500112011")
OFFICE = Organisation("500112-sfj", supervisor="500000-sfj")
DISTRICT = Organisation("500112-zf", supervisor="500000-sfj")
COMMISSION = Organisation("500112-jcw", supervisor="500000-sfj")
TOP = Organisation("500000-sfj", region="500000", supervisor=None)
ITS_OWN = Organisation("500112-cg", supervisor="500112-cg")


def registry(*missing: str) -> InRegion:
    """Return a lookup in which some bodies do not exist."""
    found = {place: code for place, code in ALL.items() if code not in missing}
    return lambda kind, region: found.get((kind, region))


@pytest.mark.parametrize(
    ("recipient", "body", "found"),
    [
        pytest.param(Recipient.HOLDER, TEAM, "500112-cg", id="the holder is the body itself"),
        pytest.param(Recipient.HOLDER, TOP, "500000-sfj", id="also at the top"),
        pytest.param(Recipient.HOLDER_SUPERVISOR, TEAM, "500112-sfj", id="a team's supervision office"),
        pytest.param(Recipient.HOLDER_SUPERVISOR, TOWNSHIP, "500112-sfj", id="a township's"),
        pytest.param(Recipient.HOLDER_SUPERVISOR, OFFICE, "500000-sfj", id="the office's own is above it"),
        pytest.param(Recipient.HOLDER_SUPERVISOR, TOP, None, id="nobody is above the top"),
        pytest.param(Recipient.HOLDER_SUPERVISOR, ITS_OWN, None, id="nobody supervises itself"),
        pytest.param(Recipient.GOVERNMENT, TEAM, "500112-zf", id="the government of the district"),
        pytest.param(Recipient.GOVERNMENT, DISTRICT, "500000-zf", id="of a government the one above"),
        pytest.param(Recipient.DISCIPLINE, TEAM, "500112-jcw", id="the commission of the district"),
        pytest.param(Recipient.DISCIPLINE, COMMISSION, "500000-jcw", id="of a commission the one above"),
        pytest.param(Recipient.GOVERNMENT, TOP, "500000-zf", id="the municipality's own"),
    ],
)
def test_a_recipient_is_one_organisation(recipient: Recipient, body: Organisation, found: str | None) -> None:
    assert recipient_for(recipient, body, registry()) == found


@pytest.mark.parametrize(
    ("recipient", "missing", "found"),
    [
        pytest.param(Recipient.GOVERNMENT, ("500112-zf",), "500000-zf", id="the municipality's government"),
        pytest.param(Recipient.DISCIPLINE, ("500112-jcw",), "500000-jcw", id="the municipality's commission"),
        pytest.param(Recipient.DISCIPLINE, ("500112-jcw", "500000-jcw"), None, id="nobody"),
    ],
)
def test_what_a_district_lacks_is_looked_for_above(
    recipient: Recipient, missing: tuple[str, ...], found: str | None
) -> None:
    assert recipient_for(recipient, TEAM, registry(*missing)) == found


def ladder(*rungs: dict[str, object]) -> Ladder:
    named = {"title": "催办", "title-en": "urging"}
    return Ladder.model_validate(
        {"ladder": "some", **named, "rungs": [named | {"tells": ["holder"]} | rung for rung in rungs]}
    )


@pytest.mark.parametrize(
    ("body", "missing", "levels"),
    [
        pytest.param(TEAM, (), [], id="everybody is found"),
        pytest.param(TOP, (), ["L1", "L2", "L3", "L4", "L5", "L6", "L7"], id="nobody signs at the top"),
        pytest.param(TEAM, ("500112-jcw", "500000-jcw"), ["L7"], id="no commission anywhere"),
        pytest.param(TEAM, ("500112-zf", "500000-zf"), [], id="no government, but the holder is told"),
    ],
)
def test_levels_at_which_the_standard_ladder_finds_nobody(
    body: Organisation, missing: tuple[str, ...], levels: list[str]
) -> None:
    assert list(unreachable(load_ladders()["standard"], body, registry(*missing))) == levels


@pytest.mark.parametrize(
    ("rung", "levels"),
    [
        pytest.param({"level": "L1"}, [], id="a rung that nobody signs needs no signer"),
        pytest.param({"level": "L1", "signs": "holder-supervisor"}, ["L1"], id="a signer who is none"),
        pytest.param({"level": "L1", "tells": ["holder-supervisor"]}, ["L1"], id="told is nobody"),
        pytest.param({"level": "L1", "tells": ["holder", "holder-supervisor"]}, [], id="one of two is told"),
    ],
)
def test_a_rung_needs_somebody_told_and_its_signer(rung: dict[str, object], levels: list[str]) -> None:
    assert list(unreachable(ladder(rung), TOP, registry())) == levels
