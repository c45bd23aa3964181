"""The reference of the definition language is complete, and its example works."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.act import Act, Actor, OpeningAct
from domain.built_in import BUILT_IN
from domain.case import NotNow
from domain.form import FieldType, FormField
from domain.guard import NAMES
from domain.ladder import Ladder, Recipient, Rung, Span
from domain.limit import Extension, Kind, Limit, Unit
from domain.made_step import Step
from domain.model import Rule
from domain.organisation import OrganisationKind, Role
from domain.procedure import (
    Action,
    CaseClock,
    Definition,
    Ends,
    Grant,
    LetterChoice,
    LimitChoice,
    Look,
    Opening,
    Opens,
    Paper,
    PartyRule,
    Procedure,
    Resolve,
    Stage,
    Target,
    Within,
)
from domain.statistics import AT_THE_END, Kept
from domain.step import open_case, take
from letters.kinds import LetterKind
from scenarios.load import load_definition
from tests.docs.pages import blocks, spans

PAGE = "docs/definitions.md"
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
ASKS, HELPS = "500112-scjg", "500112-cg"
_KEYS = (
    Procedure,
    PartyRule,
    Resolve,
    Opening,
    Paper,
    Stage,
    Grant,
    LimitChoice,
    LetterChoice,
    Action,
    Target,
    Within,
    Opens,
    Ends,
    FormField,
    CaseClock,
    Kept,
    Limit,
    Extension,
    Ladder,
    Rung,
    Span,
    LetterKind,
)


@pytest.fixture(scope="module")
def assistance(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    (example,) = blocks(PAGE, "yaml")
    file = tmp_path_factory.mktemp("docs") / "assistance.yaml"
    Path(file).write_text(example, encoding="utf-8")
    return load_definition(file)


@pytest.mark.parametrize("rule", _KEYS, ids=lambda rule: rule.__name__)
def test_every_key_is_in_the_reference(rule: type[Rule]) -> None:
    said = " ".join(spans(PAGE))
    keys = [field.alias or name for name, field in rule.model_fields.items()]

    assert [key for key in keys if key not in said] == []


@pytest.mark.parametrize(
    "words",
    [FieldType, Unit, Kind, Recipient, OrganisationKind, Role, get_args(Look), NAMES, AT_THE_END, BUILT_IN],
    ids=[
        "types",
        "units",
        "kinds",
        "recipients",
        "organisations",
        "roles",
        "looks",
        "names",
        "at-the-end",
        "built-in",
    ],
)
def test_every_word_is_in_the_reference(words: Any) -> None:
    said = {part.strip(" ,:{}") for span in spans(PAGE) for part in span.split()} | set(spans(PAGE))

    assert [str(word) for word in words if str(word) not in said] == []


def test_the_output_of_check_is_that_of_check(capsys: pytest.CaptureFixture[str]) -> None:
    from commands.check import check_files

    shown = blocks(PAGE, "console")[0].splitlines()
    check_files([Path(shown[0].split()[-1])])

    assert capsys.readouterr().out.splitlines() == shown[1:]


def _opened(definition: Definition, **form: object) -> Step:
    act = OpeningAct(
        id="1",
        actor=Actor(login="a", org=ASKS, roles=(Role.HANDLER,)),
        title="协助调取监控",
        parties={"requester": ASKS, "helper": HELPS},
        form={"need": "documents", "text": "调取路口监控", **form},
    )
    return open_case(definition, act, case_id="c", at=AT)


def _took(definition: Definition, step: Step, action: str, *, org: str = HELPS, **form: object) -> Step:
    actor = Actor(login="b", org=org, roles=(Role.HANDLER, Role.LEADER))
    act = Act(id=f"{action}{step.case.seq}", action=action, actor=actor, seq=step.case.seq, form=form)
    return take(definition, step.case, act, at=AT)


def test_the_example_goes_from_request_to_answer(assistance: Definition) -> None:
    step = _took(assistance, _opened(assistance), "sign")
    step = _took(assistance, step, "provide", text="见附件")

    assert step.case.outcome == "provided"


def test_the_example_asks_back_before_it_declines(assistance: Definition) -> None:
    step = _took(assistance, _opened(assistance), "sign")
    with pytest.raises(NotNow):
        _took(assistance, step, "decline", ground="no_capacity", basis="无")
    step = _took(assistance, step, "ask-back", question="哪个路口？")
    step = _took(assistance, step, "clarify", org=ASKS, still_needed=True)
    step = _took(assistance, step, "decline", ground="no_capacity", basis="无")

    assert step.case.outcome == "declined"


def test_the_example_takes_the_shorter_limit_when_urgent(assistance: Definition) -> None:
    clock = _opened(assistance, urgency="urgent").case.clock

    assert clock is not None
    assert clock.limit.code == "TRANSFER_SIGN_URGENT"
