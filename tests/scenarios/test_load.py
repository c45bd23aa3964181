"""Definitions as files: what cannot work does not load, and is named with its line."""

import re
from pathlib import Path

import pytest

from domain.form import FieldType, Form
from domain.ladder import Ladder
from domain.procedure import Definition, read_definition
from letters.render import Letters
from scenarios.errors import DefinitionWrong
from scenarios.load import PROCEDURES, load_definition, load_definitions, load_ladders
from scenarios.rule_file import read_rule

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
BAD_LADDERS = sorted((HERE / "bad" / "ladders").glob("*.yaml"))
BAD_TOGETHER = sorted((HERE / "bad" / "together").iterdir())
_MARK = re.compile(r" # <- (?P<reason>.+)$")


def marked(file: Path) -> list[tuple[int, str]]:
    """Return each line that the file itself marks as wrong, with the reason it gives."""
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    return [(number, match["reason"]) for number, line in lines if (match := _MARK.search(line))]


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_what_cannot_work_is_named_with_its_line(file: Path) -> None:
    with pytest.raises(DefinitionWrong) as refused:
        load_definition(file)

    check_named(refused.value, file)


def check_named(refused: DefinitionWrong, file: Path) -> None:
    """Check that what is refused is what the file marks: the same lines with the same reasons."""
    found = refused.facts["findings"]
    assert [line for line, _ in found] == [line for line, _ in marked(file)]
    for (_, said), (_, reason) in zip(found, marked(file), strict=True):
        assert reason in said
    assert f"{file}:{found[0][0]}: " in refused.en


@pytest.mark.parametrize("file", BAD_LADDERS, ids=lambda file: file.stem)
def test_a_ladder_that_cannot_work_is_named_with_its_line(file: Path) -> None:
    with pytest.raises(DefinitionWrong) as refused:
        read_rule(file, Ladder)

    check_named(refused.value, file)


@pytest.mark.parametrize("folder", BAD_TOGETHER, ids=lambda folder: folder.stem)
def test_procedures_that_cannot_work_together_are_named_with_the_line_at_fault(folder: Path) -> None:
    for file in folder.glob("*.yaml"):
        load_definition(file)  # each is sound by itself
    (at_fault,) = (file for file in folder.glob("*.yaml") if marked(file))
    with pytest.raises(DefinitionWrong) as refused:
        load_definitions(folder)

    check_named(refused.value, at_fault)


def test_procedures_that_work_together_load() -> None:
    assert set(load_definitions(HERE / "good" / "together")) == {"asking", "review", "supervision"}


def test_what_is_not_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "torn.yaml"
    file.write_text("procedure: torn\nparties: {sender: [\n", encoding="utf-8")

    with pytest.raises(DefinitionWrong, match=r"torn\.yaml:3: is not YAML"):
        load_definition(file)


def test_one_id_stands_in_one_file(tmp_path: Path) -> None:
    text = (PROCEDURES / "clue-transfer.yaml").read_text(encoding="utf-8")
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionWrong, match="'clue-transfer' stands in another file already"):
        load_definitions(tmp_path)


def issued(definition: Definition) -> list[tuple[str, Form]]:
    """Return each kind of letter that a definition issues, with the form of the act that issues it."""
    procedure = definition.procedure
    actions = [action for stage in procedure.stages.values() for action in stage.actions.values()]
    return [
        *((choice.use, procedure.opens.form) for choice in procedure.opens.letters),
        *((choice.use, action.form) for action in actions for choice in action.letters),
    ]


def is_addressed(definition: Definition, form: Form, to: str) -> bool:
    """Say whether a letter reaches somebody: a party, its issuer, or whom a text field names."""
    procedure = definition.procedure
    where, _, field = to.rpartition(".")
    if where:
        said = {"opening": procedure.opens.form, "form": form}[where].get(field)
        return said is not None and said.type is FieldType.TEXT
    return to == "issuer" or to in procedure.parties


SHIPPED = sorted(load_definitions().items())


@pytest.mark.parametrize(("name", "definition"), SHIPPED, ids=[name for name, _ in SHIPPED])
class TestEveryDefinitionThatShips:
    def test_its_letters_exist(self, name: str, definition: Definition) -> None:
        desk = Letters()

        for kind, form in issued(definition):
            assert kind in desk.kinds
            assert is_addressed(definition, form, desk.addressee(kind)), (kind, desk.addressee(kind))
            assert (Path("letters/templates") / desk.kinds[kind].template).exists()

    def test_what_its_letters_draw_on_exists(self, name: str, definition: Definition) -> None:
        desk = Letters()
        plan = definition.procedure.plan

        for kind, _ in issued(definition):
            assert set(desk.kinds[kind].limits.values()) <= definition.limits.keys()
            assert set(desk.cites(kind).values()) <= desk.kinds.keys()
            assert plan is None or desk.task(kind) in (None, *plan.tasks)

    def test_it_travels_whole(self, name: str, definition: Definition) -> None:
        arrived = read_definition(definition.canonical)

        assert arrived == definition
        assert arrived.digest == definition.digest

    def test_its_ladders_tell_somebody_at_each_rung(self, name: str, definition: Definition) -> None:
        for stage in definition.procedure.stages.values():
            ladder = definition.ladders[stage.overdue]
            assert ladder == load_ladders()[stage.overdue]
            assert all(rung.tells for rung in ladder.rungs)

    def test_the_letters_of_its_ladders_exist_and_go_to_the_holder(
        self, name: str, definition: Definition
    ) -> None:
        desk = Letters()
        rungs = [rung for ladder in definition.ladders.values() for rung in ladder.rungs]

        for rung in [rung for rung in rungs if rung.letter]:
            assert rung.letter in desk.kinds
            assert desk.addressee(rung.letter) == "holder"
            assert rung.reply in definition.limits

    def test_what_it_opens_and_ends_exists(self, name: str, definition: Definition) -> None:
        desk = Letters()
        for stage in definition.procedure.stages.values():
            for action in stage.actions.values():
                if action.opens is not None:
                    assert action.opens.procedure in load_definitions()
                if action.ends is not None:
                    assert set(action.ends.letters) <= desk.kinds.keys()


def test_the_small_definition_of_these_tests_loads() -> None:
    definition = load_definition(HERE / "good" / "penalty.yaml")

    assert definition.procedure.clocks["decision"].limit in definition.limits
