"""Who takes part in a case: complete, each once, and bound anew by an action."""

from itertools import combinations
from typing import Any

from domain.case import NotNow
from domain.procedure import Procedure


class PartiesWrong(NotNow):
    """The parties of the case are incomplete, unknown, or the same organisation twice."""

    code = "parties-wrong"


def check_parties(procedure: Procedure, parties: dict[str, str]) -> None:
    """Check that every party is there, none is unknown, and none is the same as another that it may not be.

    Raises:
        PartiesWrong: They are not.
    """
    missing = [
        party for party, rule in procedure.parties.items() if not rule.joins_later and not parties.get(party)
    ]
    unknown = [party for party in parties if party not in procedure.parties]
    if missing or unknown:
        titles = "、".join(procedure.parties[party].title for party in missing) or "、".join(unknown)
        raise PartiesWrong(
            f"当事单位不完整或不存在：{titles}", f"Parties missing {missing} or unknown {unknown}."
        )
    if any(
        parties[one] == parties[other] and not _may_be_one(procedure, one, other)
        for one, other in combinations(parties, 2)
    ):
        raise PartiesWrong("同一单位不能担任两个角色", "One organisation cannot be two parties of a case.")


def check_nobody_too_early(procedure: Procedure, parties: dict[str, str]) -> None:
    """Check that no party is named at the opening that joins later.

    Raises:
        PartiesWrong: One is.
    """
    early = [procedure.parties[party].title for party in parties if procedure.parties[party].joins_later]
    if early:
        raise PartiesWrong(
            f"{'、'.join(early)}在办理中加入，发起时不能指定",
            "A party that joins later is not named at the opening.",
        )


def _may_be_one(procedure: Procedure, one: str, other: str) -> bool:
    return other in procedure.parties[one].may_be or one in procedure.parties[other].may_be


def bound(parties: dict[str, str], bind: dict[str, str], form: dict[str, Any]) -> dict[str, str]:
    """Return the parties as an action names them; one whose field is left empty is no party any more."""
    kept = {party: org for party, org in parties.items() if party not in bind}
    return kept | {party: form[name] for party, name in bind.items() if name in form}
