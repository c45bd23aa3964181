"""Whose findings a task of a plan deals with, and what comes before it."""

from typing import Any

import pytest

from domain.plan import Plan


def plan(**tasks: dict[str, Any]) -> Plan:
    """A plan of these tasks; each says only what it waits for."""
    made = {name: {"title": name, "title-en": name, **said} for name, said in tasks.items()}
    return Plan.model_validate({"kind": "one-thing", "field": "试", "field-en": "try", "tasks": made})


ALL = {"for-each": "findings"}


@pytest.mark.parametrize(
    ("tasks", "sources"),
    [
        pytest.param({"look": {}, "act": {"for-each": "findings.look"}}, ("look",), id="of one task"),
        pytest.param({"look": {}, "listen": {}, "act": ALL}, ("look", "listen"), id="of every task"),
        pytest.param(
            {"look": {}, "act": ALL, "again": {"after": ["act"]}},
            ("look",),
            id="not of one that waits for it",
        ),
        pytest.param(
            {"look": {}, "act": ALL, "again": {"after": ["act"]}, "last": {"after": ["again"]}},
            ("look",),
            id="nor of one that waits for such a one",
        ),
        pytest.param(
            {"look": {}, "act": ALL, "other": {"for-each": "findings.look"}, "last": {"after": ["other"]}},
            ("look", "last"),
            id="not of one that deals with findings itself",
        ),
        pytest.param(
            {"ask": {"findings": "kept"}, "look": {}, "act": ALL}, ("look",), id="not of one that only keeps"
        ),
        pytest.param(
            {"ask": {"findings": "kept"}, "act": {"for-each": "findings.ask"}},
            ("ask",),
            id="of one that only keeps when it is named",
        ),
        pytest.param({"look": {}, "act": {"for-each": "departments"}}, (), id="of none"),
    ],
)
def test_a_task_deals_with_the_findings_of_its_sources(
    tasks: dict[str, Any], sources: tuple[str, ...]
) -> None:
    made = plan(**tasks)

    assert made.sources("act") == sources
    assert made.dealt_with >= set(sources)


def test_two_tasks_may_share_all_findings_between_them() -> None:
    made = plan(look={}, mend=ALL, punish=ALL)

    assert made.sources("mend") == made.sources("punish") == ("look",)


def test_before_a_task_are_those_it_names_and_those_whose_findings_it_deals_with() -> None:
    made = plan(
        look={}, listen={}, act={"for-each": "findings", "after": ["listen"]}, last={"after": ["act"]}
    )

    assert made.before("act") == ("listen", "look")
    assert made.before("last") == ("act",)
    assert made.before("look") == ()
