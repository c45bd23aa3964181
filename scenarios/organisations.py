"""Who exists: reads the registry of organisations and officers and proves that it makes sense.

Officers and their accounts are examples (the bodies are real, the people invented), so a district that
goes live loads the registry without them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import time
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from domain.office_time import OfficeHours, Session
from domain.organisation import OrganisationKind
from domain.recipient import unreachable
from scenarios.bodies import OFFICE_HOURS as USUAL_HOURS
from scenarios.bodies import Officer, Organisation, Region, Registry, RegistryUnsound
from scenarios.divisions import (
    MUNICIPALITY,
    Division,
    RegionFile,
    district_word,
    government_bodies,
    read_divisions,
    townships,
)
from scenarios.load import load_ladders

__all__ = [
    "Officer",
    "Organisation",
    "Region",
    "Registry",
    "RegistryUnsound",
    "load_registry",
    "office_hours",
    "unattended_regions",
]

REGISTRY = Path(__file__).parent / "registry"
DIVISION_TABLE = "chongqing-divisions.csv"


def load_registry(*, with_examples: bool, folder: Path = REGISTRY) -> Registry:
    """Read the division table and the regions' files into one registry.

    Args:
        with_examples: whether the invented officers with their accounts come along.
        folder: where the division table and the YAML files are.

    Raises:
        RegistryUnsound: an entry cannot be read or contradicts another; names file and entry.
    """
    divisions = read_divisions(folder / DIVISION_TABLE)
    files = {file.region: (name, file) for name, file in _region_files(folder, divisions)}
    governed = tuple(each for each in divisions if each.level in ("municipality", "district"))
    sourced = [
        (name, _organisation(name, entry))
        for region in governed
        for name, entry in _entries(region, divisions, files.get(region.code))
    ]
    _prove_sound(sourced, districts=[each.code for each in governed if each.level == "district"])
    _prove_reachable(sourced)
    bodies = (body if with_examples else body.model_copy(update={"officers": ()}) for _, body in sourced)
    return Registry(regions=tuple(_region(each) for each in governed), organisations=tuple(bodies))


def _region_files(folder: Path, divisions: tuple[Division, ...]) -> Iterator[tuple[str, RegionFile]]:
    known = {each.code for each in divisions}
    for path in sorted(folder.glob("*.yaml")):
        try:
            file = RegionFile.model_validate(
                yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            )
        except (yaml.YAMLError, ValidationError) as broken:
            raise RegistryUnsound(
                path.name, "-", f"无法读取：{broken}", f"cannot be read: {broken}"
            ) from broken
        for code in (file.region, *(each.division for each in file.townships)):
            if code not in known:
                raise RegistryUnsound(path.name, code, "区划表中没有此代码", "is not in the division table")
        yield path.name, file


def office_hours() -> dict[str, OfficeHours]:
    """Return the office hours of each body that does not keep the usual ones."""
    bodies = load_registry(with_examples=False).organisations
    return {body.code: _sessions(body) for body in bodies if body.office_hours != USUAL_HOURS}


def unattended_regions(folder: Path = REGISTRY) -> frozenset[str]:
    """Return the regions whose urging letters go out without a human hand; none, unless a file of the registry says so."""
    divisions = read_divisions(folder / DIVISION_TABLE)
    return frozenset(file.region for _, file in _region_files(folder, divisions) if file.unattended_urging)


def _sessions(body: Organisation) -> OfficeHours:
    spans = (span.split("-") for span in body.office_hours)
    return OfficeHours(
        sessions=tuple(
            Session(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
            for opens, closes in spans
        )
    )


def _region(division: Division) -> Region:
    return Region(
        code=division.code,
        name=division.name,
        word=district_word(division.name),
        parent=division.parent_code or None,
    )


def _entries(
    region: Division, divisions: tuple[Division, ...], sourced: tuple[str, RegionFile] | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the region's entries with the file each comes from; a declared body replaces the rule's."""
    name, file = sourced or (DIVISION_TABLE, None)
    declared = [{"region": region.code} | each for each in file.organisations] if file else []
    codes = {each.get("code"): each.get("kind") for each in declared}
    for entry in declared:
        yield name, _with_superiors(entry, region)
    for entry in government_bodies(region):
        if entry["code"] not in codes:
            yield DIVISION_TABLE, _with_superiors(entry, region)
        elif codes[entry["code"]] != entry["kind"]:
            code, kind = entry["code"], entry["kind"]
            raise RegistryUnsound(
                name, code, f"此代码属于{entry['name']}", f"the code is that of the {kind} body"
            )
    if region.code != MUNICIPALITY:
        for entry in townships(region, divisions, file):
            yield DIVISION_TABLE, _with_superiors(entry, region)


def _with_superiors(entry: dict[str, Any], region: Division) -> dict[str, Any]:
    """Fill in parent and supervisor: the region's own bodies, or those above for these themselves."""
    own_government, own_supervision = f"{region.code}-zf", f"{region.code}-sfj"
    is_top = entry.get("code") == own_government
    is_supervised_above = entry.get("kind") in ("government", "supervision", "discipline")
    above = region.parent_code
    parent = (f"{above}-zf" if above else None) if is_top else own_government
    supervisor = (f"{above}-sfj" if above else None) if is_supervised_above else own_supervision
    return {"parent": parent, "supervisor": supervisor} | entry


def _organisation(file: str, entry: dict[str, Any]) -> Organisation:
    try:
        return Organisation.model_validate(entry)
    except ValidationError as broken:
        code = str(entry.get("code", "?"))
        raise RegistryUnsound(file, code, f"不合规则：{broken}", f"is not valid: {broken}") from broken


def _prove_sound(sourced: list[tuple[str, Organisation]], *, districts: list[str]) -> None:
    codes = {body.code for _, body in sourced}
    _prove_unique("code", ((file, body.code, body.code) for file, body in sourced))
    _prove_unique("word", ((file, body.code, body.word) for file, body in sourced))
    _prove_unique("name", ((file, body.code, body.name) for file, body in sourced))
    _prove_unique(
        "login", ((file, body.code, officer.login) for file, body in sourced for officer in body.officers)
    )
    for file, body in sourced:
        for superior in (body.parent, body.supervisor):
            if superior is not None and superior not in codes:
                raise RegistryUnsound(file, body.code, f"上级机构 {superior} 不存在", f"no body {superior}")
    offices = Counter(body.region for _, body in sourced if body.kind is OrganisationKind.SUPERVISION)
    for district in districts:
        if offices[district] != 1:
            number = offices[district]
            raise RegistryUnsound(
                DIVISION_TABLE,
                district,
                f"应有且仅有一个监督机构，现有 {number} 个",
                f"needs exactly one supervision office, has {number}",
            )


def _prove_reachable(sourced: list[tuple[str, Organisation]]) -> None:
    """Prove that each rung of each ladder finds its recipient and its signer for every body below the municipality."""
    first: dict[tuple[OrganisationKind, str], str] = {}
    for _, body in sourced:
        first.setdefault((body.kind, body.region), body.code)
    for file, body in sourced:
        if body.region == MUNICIPALITY:
            continue  # who supervises the municipality's own bodies stands above this registry
        for ladder in load_ladders().values():
            levels = list(unreachable(ladder, body, lambda kind, region: first.get((kind, region))))
            if levels:
                raise RegistryUnsound(
                    file,
                    body.code,
                    f"{ladder.title}第{'、'.join(levels)}级没有接收或签发单位",
                    f"nobody to tell or to sign at {', '.join(levels)} of the ladder {ladder.ladder!r}",
                )


def _prove_unique(what: str, values: Iterable[tuple[str, str, str]]) -> None:
    seen: set[str] = set()
    for file, code, value in values:
        if value in seen:
            raise RegistryUnsound(file, code, f"{what} {value} 重复", f"{what} {value} is not unique")
        seen.add(value)
