"""Options and settings from the environment."""

import json
from pathlib import Path

import pytest

from messages.settings import SettingMissing, Settings
from processes.ports import require_free
from processes.refusals import PortTaken, SettingUnreadable
from processes.up_options import UpOptions
from tests.processes.waiting import free_port

SOMEWHERE = {"DATABASE_URL": "postgresql://db/ledger", "TEMPORAL_ADDRESS": "temporal:7233"}


def test_the_environment_gives_the_settings(tmp_path: Path) -> None:
    settings = Settings.from_environment(SOMEWHERE | {"ONETHING_DATA": str(tmp_path)})

    assert settings.database_url == "postgresql://db/ledger"
    assert settings.temporal_address == "temporal:7233"
    assert settings.temporal_namespace == "onething"
    assert settings.data_dir == tmp_path


@pytest.mark.parametrize("name", ["DATABASE_URL", "TEMPORAL_ADDRESS"])
def test_a_missing_variable_is_named(tmp_path: Path, name: str) -> None:
    given = {key: value for key, value in SOMEWHERE.items() if key != name} | {"ONETHING_DATA": str(tmp_path)}

    with pytest.raises(SettingMissing, match=name):
        Settings.from_environment(given)


def test_a_running_onething_answers_for_what_the_environment_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "addresses.json").write_text(json.dumps(SOMEWHERE))

    settings = Settings.from_environment(
        {"ONETHING_DATA": str(tmp_path), "DATABASE_URL": "postgresql://other"}
    )

    assert settings.database_url == "postgresql://other"
    assert settings.temporal_address == "temporal:7233"


def test_an_option_wins_over_the_environment_and_a_missing_one_does_not() -> None:
    options = UpOptions.from_environment(
        {"ONETHING_PORT": "9000", "ONETHING_UI_PORT": "9001"}, port=9100, ui_port=None
    )

    assert (options.port, options.ui_port, options.temporal_port) == (9100, 9001, 7233)
    assert options.database_url is None


def test_one_port_for_two_purposes_is_refused() -> None:
    port = free_port()

    with pytest.raises(PortTaken, match="--ui-port"):
        require_free({"--port": port, "--ui-port": port})


def test_a_variable_that_makes_no_sense_is_named() -> None:
    with pytest.raises(SettingUnreadable, match="ONETHING_PORT"):
        UpOptions.from_environment({"ONETHING_PORT": "eighty"})
