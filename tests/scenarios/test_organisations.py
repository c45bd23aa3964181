"""The registry: the bodies that must exist, the rules that make the others, and what is refused."""

import re
from pathlib import Path
from shutil import copytree

import pytest

from domain.organisation import OrganisationKind, Role
from scenarios.organisations import REGISTRY, Registry, RegistryUnsound, load_registry

YUBEI, RONGCHANG = "500112", "500153"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(with_examples=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(REGISTRY, tmp_path / "registry"))


def rewritten(folder: Path, name: str, old: str, new: str) -> Path:
    """Replace the first occurrence of a text in a file of the registry."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("login", "code", "kind"),
    [
        ("yubei.scjg", "500112-scjg", OrganisationKind.REGULATOR),
        ("yubei.cg", "500112-cg", OrganisationKind.ENFORCEMENT),
        ("yubei.longxi", "500112-longxi", OrganisationKind.TOWNSHIP),
        ("yubei.sfj", "500112-sfj", OrganisationKind.SUPERVISION),
        ("yubei.cc", "500112-cc", OrganisationKind.COMMAND),
        ("yubei.zf", "500112-zf", OrganisationKind.GOVERNMENT),
        ("rongchang.changyuan", "500153-changyuan", OrganisationKind.TOWNSHIP),
    ],
)
def test_an_account_belongs_to_its_body_and_has_a_leader(
    registry: Registry, login: str, code: str, kind: OrganisationKind
) -> None:
    officer, body = registry.by_login[login]
    leader, leaders_body = registry.by_login[f"{login}.leader"]

    assert (body.code, body.kind, officer.roles) == (code, kind, (Role.HANDLER,))
    assert (leaders_body.code, leader.roles) == (code, (Role.LEADER,))


def test_the_districts_in_full_have_the_right_number_of_townships_with_accounts(registry: Registry) -> None:
    def with_accounts(region: str) -> int:
        return sum(bool(each.officers) for each in registry.in_region(region, "TOWN"))

    # Eight of the thirty are run by 两江新区 and still of the district by division.
    assert (with_accounts(YUBEI), len(registry.in_region(YUBEI, "TOWN"))) == (30, 30)
    assert (with_accounts(RONGCHANG), len(registry.in_region(RONGCHANG, "TOWN"))) == (21, 21)


def test_every_body_that_receives_clues_has_a_legal_reviewer(registry: Registry) -> None:
    receiving = (OrganisationKind.REGULATOR, OrganisationKind.ENFORCEMENT, OrganisationKind.TOWNSHIP)
    bodies = [each for each in registry.organisations if each.officers and each.kind in receiving]

    assert len(bodies) > 90
    assert all(any(Role.LEGAL in one.roles for one in each.officers) for each in bodies)


def test_every_district_has_its_government_and_one_supervision_office(registry: Registry) -> None:
    districts = [each for each in registry.regions if each.parent == "500000"]

    assert len(districts) == 38
    for district in districts:
        kinds = [each.kind for each in registry.in_region(district.code)]
        assert kinds.count(OrganisationKind.SUPERVISION) == kinds.count(OrganisationKind.GOVERNMENT) == 1


@pytest.mark.parametrize(
    ("code", "parent", "supervisor"),
    [
        pytest.param("500112-scjg", "500112-zf", "500112-sfj", id="a department"),
        pytest.param("500112-cg", "500112-cgj", "500112-sfj", id="a team under its department"),
        pytest.param("500112-longxi", "500112-zf", "500112-sfj", id="a subdistrict"),
        pytest.param("500112-sfj", "500112-zf", "500000-sfj", id="the supervision office itself"),
        pytest.param("500112-zf", "500000-zf", "500000-sfj", id="the district government"),
        pytest.param("500243-sfj", "500243-zf", "500000-sfj", id="a district made by rule"),
        pytest.param("500000-sfj", "500000-zf", None, id="the top"),
    ],
)
def test_superiors_follow_from_the_rule(
    registry: Registry, code: str, parent: str, supervisor: str | None
) -> None:
    body = registry.by_code[code]

    assert (body.parent, body.supervisor) == (parent, supervisor)


@pytest.mark.parametrize(
    ("code", "name", "word"),
    [
        ("500112-longxi", "重庆市渝北区人民政府龙溪街道办事处", "渝北龙溪街"),
        ("500153-wanling", "重庆市荣昌区万灵镇人民政府", "荣昌万灵镇"),
        ("500156202", "重庆市武隆区石桥苗族土家族乡人民政府", "武隆石桥苗族土家族乡"),
        ("500240-sfj", "重庆市石柱土家族自治县司法局", "石柱司"),
        ("500233-zf", "重庆市忠县人民政府", "忠府"),
    ],
)
def test_generated_bodies_have_their_full_name_and_word(
    registry: Registry, code: str, name: str, word: str
) -> None:
    assert (registry.by_code[code].name, registry.by_code[code].word) == (name, word)


def test_every_township_of_the_table_is_a_body(registry: Registry) -> None:
    rows = (REGISTRY / "chongqing-divisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    townships = [row for row in rows if re.match(r"\d{9},", row)]

    bodies = [each for each in registry.organisations if each.kind is OrganisationKind.TOWNSHIP]
    assert len(townships) == len(bodies) == 1031


def test_without_examples_nobody_has_an_account() -> None:
    bare = load_registry(with_examples=False)

    assert bare.officers == ()
    assert "500112-cg" in bare.by_code


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        pytest.param("code: 500112-scjg\n", "code: 500112-sfj\n", "500112-sfj", id="a code twice"),
        pytest.param("login: yubei.cg,", "login: yubei.scjg,", "500112-cg", id="a login twice"),
        pytest.param("word: 渝北城执", "word: 渝北市监", "500112-cg", id="a word twice"),
        pytest.param("word: 渝北城执", "word: 渝北A", "500112-cg", id="a word that is no word"),
        pytest.param("parent: 500112-cgj", "parent: 500112-none", "500112-cg", id="a parent that is none"),
        pytest.param("kind: command", "kind: supervision", YUBEI, id="a second supervision office"),
        pytest.param('division: "500112011"', 'division: "500112999"', "500112999", id="an unknown township"),
        pytest.param(
            "kind: regulator", "kind: regulator\n    colour: red", "500112-scjg", id="an unknown key"
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_file_and_entry(
    folder: Path, old: str, new: str, entry: str
) -> None:
    rewritten(folder, "500112-yubei.yaml", old, new)

    with pytest.raises(RegistryUnsound) as refused:
        load_registry(with_examples=True, folder=folder)
    assert refused.value.facts["entry"] == entry
    assert refused.value.facts["file"].endswith((".yaml", ".csv"))


def test_a_file_that_is_no_yaml_is_refused(folder: Path) -> None:
    (folder / "500153-rongchang.yaml").write_text("region: [", encoding="utf-8")

    with pytest.raises(RegistryUnsound, match=re.escape("500153-rongchang.yaml")):
        load_registry(with_examples=True, folder=folder)


def test_accounts_are_named_after_their_body(registry: Registry) -> None:
    for login, (_, body) in registry.by_login.items():
        district, unit = login.split(".")[:2]

        assert body.code == f"{ {'yubei': YUBEI, 'rongchang': RONGCHANG}[district] }-{unit}"
