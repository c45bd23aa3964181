"""Every scenario that ships walks its own acceptance walk on the real engine."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from scenarios.load import load_definition
from scenarios.organisations import load_registry
from scenarios.walks import Walk, load_walks
from store.connection import transaction
from store.tables import KeptRow
from tests.api.office import Json, Office
from tests.api.walking import Walker

WALKS = [pytest.param(file, walk, id=file.stem) for file, walk in load_walks().items()]


@pytest.mark.parametrize(("file", "walk"), WALKS)
async def test_a_scenario_walks_its_acceptance_walk(
    office: Office, engine: Engine, file: Path, walk: Walk
) -> None:
    name = load_definition(file).procedure.procedure
    definition = await office.get("yubei.sfj", f"/definitions/{name}")
    walker = Walker(office, load_registry(with_examples=True), definition)

    ended = await walker.walk(walk)

    assert ended["stage"]["id"] == walk.ends
    came = {task["key"]: task for task in ended["tasks"]} | {task["rule"]: task for task in ended["tasks"]}
    assert {name: came[name]["result"] or came[name]["status"] for name in walk.tasks} == walk.tasks
    entries = await office.get(walker.officer(walk.opener), f"/cases/{ended['id']}/entries")
    assert entries[-1]["stage_to"] == walk.ends
    check_kept(engine, ended)


def check_kept(engine: Engine, matter: Json) -> None:
    """Check that every statistic of the matter and of its tasks could be taken, or is not kept of such a case."""
    with transaction(engine) as session:
        cases = [matter["id"], *(task["case_id"] for task in matter["tasks"])]
        rows = session.exec(select(KeptRow).where(col(KeptRow.case_id).in_(cases))).all()
    assert [(row.definition, row.name, row.why) for row in rows if row.why is not None] == []
    done = {task["case_id"] for task in matter["tasks"] if task["status"] == "done"}
    assert {row.case_id for row in rows} >= {matter["id"], *done}
