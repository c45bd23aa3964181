"""The production shape fits the code: its pieces, their variables, and the settings that both shapes share."""

import inspect
import re
from typing import Any

import pytest
import yaml

from messages import settings
from processes import temporal, temporal_namespace
from tests.docs.pages import ROOT, text

COMPOSE: dict[str, Any] = yaml.safe_load(text("docker-compose.yml"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "worker", "api")
_VARIABLES = {
    settings.DATABASE_URL,
    settings.TEMPORAL_ADDRESS,
    settings.TEMPORAL_NAMESPACE,
    settings.DATA,
    settings.PUBLIC_URL,
    settings.SEALS,
    settings.WORKER_METRICS,
}


def test_the_pieces_are_there() -> None:
    assert set(SERVICES) == {
        "postgres",
        "temporal-schema",
        "temporal",
        "temporal-namespace",
        "migrate",
        "worker",
        "api",
        "ui",
    }


@pytest.mark.parametrize("service", OURS)
def test_variables_are_those_that_settings_read(service: str) -> None:
    given = SERVICES[service]["environment"]

    assert set(given) <= _VARIABLES
    read = settings.Settings.from_environment({name: str(value) for name, value in given.items()})
    assert read.temporal_namespace == settings.DEFAULT_NAMESPACE
    assert "password" not in read.database_url


def test_a_variable_of_settings_has_a_place() -> None:
    source = inspect.getsource(settings)
    constants = set(re.findall(r'^[A-Z_]+ = "([A-Z_]+)"$', source, re.MULTILINE))

    assert constants == _VARIABLES
    assert set(SERVICES["worker"]["environment"]) | set(SERVICES["api"]["environment"]) == _VARIABLES


def test_only_pages_are_published_and_on_loopback_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert set(published) == {"api", "ui"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all("inside" in service["networks"] for service in SERVICES.values())


def test_state_is_in_named_volumes() -> None:
    named = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
        if not volume.startswith("./")
    ]

    assert sorted(named) == sorted(COMPOSE["volumes"])


def test_secrets_come_from_files_that_are_not_kept() -> None:
    files = {secret["file"] for secret in COMPOSE["secrets"].values()}
    used = {name for service in SERVICES.values() for name in service.get("secrets", ())}

    assert used == set(COMPOSE["secrets"])
    assert all(file.startswith("./deploy/secrets/") for file in files)
    assert text("deploy/secrets/.gitignore").splitlines()[0] == "*"


@pytest.mark.parametrize("service", [name for name in SERVICES if "depends_on" in SERVICES[name]])
def test_what_is_waited_for_can_be_waited_for(service: str) -> None:
    for name, wait in SERVICES[service]["depends_on"].items():
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[name]
        else:
            assert "restart" not in SERVICES[name]


def test_both_shapes_give_temporal_the_same_settings() -> None:
    written = yaml.safe_load(text("deploy/temporal/dynamic-config.yaml"))

    assert {name: str(values[0]["value"]) for name, values in written.items()} == temporal._DYNAMIC_SETTINGS


def test_closed_cases_are_kept_as_long_in_both_shapes() -> None:
    assert f"--retention {temporal_namespace.RETENTION.days}d" in text("deploy/temporal/namespace.sh")


def test_the_image_holds_what_runs() -> None:
    kept = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    layers = re.search(r"^layers = \[(.*?)\]", text("pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert layers

    assert set(re.findall(r"\w+", layers[1])) <= kept
    assert all((ROOT / path).exists() for path in kept)
