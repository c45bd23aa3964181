"""The READMEs name commands, options, accounts and ports that exist, and say the same in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from cli import app
from commands.accounts import FIRST
from messages import settings
from processes import up_options
from scenarios.bodies import EXAMPLE_PASSWORD
from scenarios.organisations import load_registry
from tests.docs.pages import ROOT, blocks, links, rows, spans, text

READMES = ("README.md", "README.zh-CN.md")
_ENVIRONMENT = {
    "--data": (settings.DATA, settings.DEFAULT_DATA),
    "--port": ("ONETHING_PORT", str(up_options.DEFAULT_PORT)),
    "--temporal-port": ("ONETHING_TEMPORAL_PORT", str(up_options.DEFAULT_TEMPORAL_PORT)),
    "--ui-port": ("ONETHING_UI_PORT", str(up_options.DEFAULT_UI_PORT)),
}


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each command that does something, with what one types for it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("page", READMES)
def test_every_command_is_named_and_exists(page: str) -> None:
    named = {" ".join(re.findall(r"^[a-z]+(?: [a-z]+)?", span)) for span in spans(page)}

    assert set(COMMANDS) - {"up"} <= named
    assert "python -m cli up" in text(page)


@pytest.mark.parametrize("page", [*READMES, "docs/operations.md"])
def test_options_are_those_of_up(page: str) -> None:
    options = {
        option for parameter in COMMANDS["up"].params for option in parameter.opts + parameter.secondary_opts
    }
    in_tables = {cells[0].strip("`") for cells in rows(page) if cells[0].startswith("`--")}

    assert in_tables == options - {"--examples"}
    for cells in rows(page):
        option = cells[0].strip("`")
        if option in _ENVIRONMENT:
            assert tuple(cell.strip("`") for cell in cells[1:3]) == _ENVIRONMENT[option]


@pytest.mark.parametrize("variable", [variable for variable, _ in _ENVIRONMENT.values()])
def test_each_variable_is_read(variable: str) -> None:
    value = "7777"
    read = up_options.UpOptions.from_environment({variable: value})

    assert value in {str(read.data), str(read.port), str(read.temporal_port), str(read.ui_port)}


@pytest.mark.parametrize("page", READMES)
def test_the_accounts_exist(page: str) -> None:
    named = {cells[0].strip("`") for cells in rows(page) if re.fullmatch(r"`\w+\.\w+`", cells[0])}
    logins = load_registry(with_examples=True).by_login

    assert named == set(FIRST)
    assert {f"{login}.leader" for login in named} <= set(logins)
    assert f"`{EXAMPLE_PASSWORD}`" in text(page)


@pytest.mark.parametrize("page", READMES)
def test_the_two_commands_come_first(page: str) -> None:
    first = [line.split("#")[0].strip() for line in blocks(page, "sh")[0].splitlines()]

    assert first == ["make run", "make test"]


def test_make_knows_its_targets() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", text("Makefile"), re.MULTILINE))

    assert {"run", "test", "check", "bench"} <= targets


def test_both_languages_show_the_same() -> None:
    english, chinese = READMES
    language = {"README.md", "README.zh-CN.md"}

    assert blocks(english, "sh")[1:2] == blocks(chinese, "sh")[1:2]
    assert [link for link in links(ROOT / english) if link not in language] == [
        link for link in links(ROOT / chinese) if link not in language
    ]
    assert sum(1 for _ in rows(english)) == sum(1 for _ in rows(chinese))
    assert {span for span in spans(english) if "." in span or "--" in span} == {
        span for span in spans(chinese) if "." in span or "--" in span
    }
