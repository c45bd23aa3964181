"""A letter whose facts the case does not have refuses the act: nothing is written, and no number is taken."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from domain.act import Actor, OpeningAct
from domain.organisation import Role
from domain.procedure import Definition
from letters.facts import FactMissing
from messages.case import ActAt, RecordSteps
from scenarios.load import load_definitions
from store.connection import transaction
from store.definitions import publish
from tests.api.test_assistance_letters import REQUEST
from tests.store.files import AT, LEDGER


def without_demanding(definition: Definition, field: str) -> Definition:
    """Return the procedure as a district may have it that does not ask for a field."""
    procedure = definition.procedure
    form = {**procedure.opens.form, field: procedure.opens.form[field].model_copy(update={"required": False})}
    opens = procedure.opens.model_copy(update={"form": form})
    return Definition(
        procedure=procedure.model_copy(update={"opens": opens}),
        limits=definition.limits,
        ladders=definition.ladders,
    )


def opening(definition: Definition, form: dict[str, object]) -> RecordSteps:
    case_id = str(uuid4())
    act = OpeningAct(
        id=case_id,
        actor=Actor(login="yubei.cg", org="500112-cg", roles=(Role.HANDLER,)),
        title="核查摊主备案信息",
        parties={"lead": "500112-cg", "doer": "500112-scjg"},
        form=form,
    )
    return RecordSteps(case_id=case_id, digest=definition.digest, seq=0, acts=(ActAt(at=AT, opening=act),))


def written(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("case_", "entry", "letter", "sequence")
        ]


@pytest.mark.parametrize(("field", "name"), [("contact", "联系人"), ("legal_basis", "法律依据")])
def test_a_missing_fact_refuses_the_opening(scratch: Engine, field: str, name: str) -> None:
    definition = without_demanding(load_definitions()["assist"], field)
    with transaction(scratch) as session:
        publish(session, [definition], at=AT)
    before = written(scratch)
    form = {key: value for key, value in REQUEST.items() if key != field}

    with pytest.raises(FactMissing) as refused, transaction(scratch) as session:
        LEDGER.record(session, opening(definition, form))

    assert refused.value.zh == f"协助函缺少内容：{name}"
    assert written(scratch) == before
    with transaction(scratch) as session:
        LEDGER.record(session, opening(definition, REQUEST))
    assert written(scratch)[2] == before[2] + 1
