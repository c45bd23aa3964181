"""The division table and what follows from it by rule: regions, governments, justice bureaus, townships."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from domain.model import Rule

MUNICIPALITY = "500000"
MUNICIPALITY_NAME = "重庆市"


class Division(Rule):
    """One row of the division table, its code as GB/T 2260 writes it."""

    code: str
    name: str
    parent_code: str
    level: str


class InventedNames(Rule):
    """Surnames and given names that are paired in turn for generated accounts."""

    surnames: tuple[str, ...]
    given: tuple[str, ...]

    def name(self, position: int) -> str:
        """Return the name at a position; lists of coprime lengths repeat late."""
        return self.surnames[position % len(self.surnames)] + self.given[position % len(self.given)]


class TownshipSlug(Rule):
    """The pinyin of a township whose officers get accounts."""

    division: str
    slug: str


class RegionFile(Rule):
    """A YAML file of the registry: the bodies of one region that no rule generates."""

    region: str
    slug: str
    word: str
    invented_names: InventedNames | None = None
    unattended_urging: bool = False
    """Whether urging letters of this region go out without a human hand."""
    organisations: tuple[dict[str, Any], ...] = ()
    townships: tuple[TownshipSlug, ...] = ()


def read_divisions(path: Path) -> tuple[Division, ...]:
    """Read the table; the municipality's two digits become the six of the standard."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Division(
                code=row["code"].ljust(6, "0"),
                name=row["name"],
                parent_code=row["parent_code"] and row["parent_code"].ljust(6, "0"),
                level=row["level"],
            )
            for row in csv.DictReader(lines)
        )


def district_word(name: str) -> str:
    """Shorten a district's name to the word its letter numbers begin with: 渝北区 gives 渝北."""
    return re.sub(r"(土家族|苗族)*(自治)?[市区县]$", "", name)


def government_bodies(region: Division) -> Iterator[dict[str, Any]]:
    """Yield the government, the supervision office and the supervisory commission that every district has."""
    full, word = f"{MUNICIPALITY_NAME}{region.name}", district_word(region.name)
    unit = region.name[-1]
    own = {"region": region.code}
    yield own | {
        "code": f"{region.code}-zf",
        "name": f"{full}人民政府",
        "short-name": f"{unit}政府",
        "kind": "government",
        "word": f"{word}府",
    }
    yield own | {
        "code": f"{region.code}-sfj",
        "name": f"{full}司法局",
        "short-name": f"{unit}司法局",
        "kind": "supervision",
        "department": "SFJ",
        "word": f"{word}司",
    }
    yield own | {
        "code": f"{region.code}-jcw",
        "name": f"{full}监察委员会",
        "short-name": f"{unit}监委",
        "kind": "discipline",
        "department": "JCW",
        "word": f"{word}监委",
    }


def township_body(region: Division, township: Division, slug: str | None) -> dict[str, Any]:
    """Describe a township or subdistrict; without a slug it goes by its division code."""
    full, word = f"{MUNICIPALITY_NAME}{region.name}", district_word(region.name)
    is_subdistrict = township.level == "subdistrict"
    office = f"{full}人民政府{township.name}办事处" if is_subdistrict else f"{full}{township.name}人民政府"
    return {
        "code": f"{region.code}-{slug}" if slug else township.code,
        "name": office,
        "short-name": township.name,
        "kind": "township",
        "region": region.code,
        "department": "TOWN",
        "word": word + (township.name.removesuffix("道") if is_subdistrict else township.name),
    }


def township_officers(
    file: RegionFile, names: InventedNames, township: Division, position: int
) -> list[dict[str, Any]]:
    """Make the handler, the leader and the legal reviewer of a township with accounts."""
    slug = file.townships[position].slug
    leader_post = "办事处副主任" if township.level == "subdistrict" else "副镇长"
    posts = (("", "handler", "综合行政执法大队执法人员"), (".leader", "leader", leader_post))
    # The judicial office assists supervision in the township, so its head reviews.
    return [
        {
            "login": f"{file.slug}.{slug}{suffix}",
            "name": names.name(3 * position + number),
            "post": post,
            "roles": [role],
            "certificate-no": f"22{township.code[3:]}{number + 1:03d}",
        }
        for number, (suffix, role, post) in enumerate((*posts, (".legal", "legal", "司法所所长")))
    ]


def townships(
    region: Division, divisions: tuple[Division, ...], file: RegionFile | None
) -> Iterator[dict[str, Any]]:
    """Yield the townships of a district, with officers where its file gives them a slug."""
    positions = {each.division: number for number, each in enumerate(file.townships)} if file else {}
    for township in divisions:
        if township.parent_code != region.code:
            continue
        position = positions.get(township.code)
        if file is None or position is None or file.invented_names is None:
            yield township_body(region, township, slug=None)
            continue
        body = township_body(region, township, file.townships[position].slug)
        yield body | {"officers": township_officers(file, file.invented_names, township, position)}
