"""The registry and the ladders: every rung finds somebody for every body, or the registry does not load."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from domain.organisation import OrganisationKind
from scenarios.load import load_ladders
from scenarios.organisations import REGISTRY, RegistryUnsound, load_registry, unattended_regions

_OTHERS = """
organisations:
  - {code: %s-jcw, name: 重庆市%s某组, short-name: 某组, kind: regulator, word: %s某}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(REGISTRY, tmp_path / "registry"))


def rewritten(file: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    "supervisor",
    [
        pytest.param("null", id="nobody supervises it"),
        pytest.param("500112-cg", id="it supervises itself"),
    ],
)
def test_a_body_whose_rungs_nobody_signs_is_refused_by_name(folder: Path, supervisor: str) -> None:
    rewritten(
        folder / "500112-yubei.yaml",
        "  - code: 500112-cg\n",
        f"  - code: 500112-cg\n    supervisor: {supervisor}\n",
    )

    with pytest.raises(RegistryUnsound) as refused:
        load_registry(with_examples=True, folder=folder)
    assert refused.value.facts["entry"] == "500112-cg"
    assert refused.value.facts["file"].endswith("500112-yubei.yaml")
    # L0 reminds the holder itself and nobody signs it.
    assert "L1, L2, L3, L4, L5, L6, L7 of the ladder 'standard'" in refused.value.en
    assert "通用梯次第L1、L2、L3、L4、L5、L6、L7级" in refused.value.zh


def test_the_code_of_a_generated_body_is_not_for_one_of_another_kind(folder: Path) -> None:
    rewritten(folder / "500112-yubei.yaml", "\norganisations:", _OTHERS % ("500112", "渝北", "渝北"))

    with pytest.raises(RegistryUnsound) as refused:
        load_registry(with_examples=True, folder=folder)
    assert refused.value.facts["entry"] == "500112-jcw"
    assert "discipline" in refused.value.en


def test_every_district_has_one_supervisory_commission() -> None:
    registry = load_registry(with_examples=False)
    commissions = [body for body in registry.organisations if body.kind is OrganisationKind.DISCIPLINE]

    assert sorted(body.region for body in commissions) == sorted(each.code for each in registry.regions)
    assert all(body.name.endswith("监察委员会") for body in commissions)


def test_every_ladder_is_proved(folder: Path) -> None:
    """What is refused above is refused for the ladders that ship, not for one that a test has made."""
    assert set(load_ladders()) == {"standard", "supervision"}
    assert load_registry(with_examples=False, folder=folder).organisations


def test_no_district_that_ships_lets_letters_go_out_by_themselves() -> None:
    assert unattended_regions() == frozenset()


def test_a_district_says_so_in_its_file(folder: Path) -> None:
    file = folder / "500153-rongchang.yaml"
    file.write_text(
        re.sub(
            r"^slug:", "unattended-urging: true\nslug:", file.read_text(encoding="utf-8"), flags=re.MULTILINE
        ),
        encoding="utf-8",
    )

    assert unattended_regions(folder) == {"500153"}
