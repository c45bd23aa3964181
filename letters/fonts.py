"""The typefaces of official documents: which of them this machine has, and which characters they can show."""

from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTCollection, TTFont

from domain.model import Model
from domain.refusal import Refusal


class Face(StrEnum):
    """The faces that GB/T 9704-2012 asks for."""

    FANG = "仿宋"
    TITLE = "小标宋"
    KAI = "楷体"
    HEI = "黑体"
    SONG = "宋体"


# Family names under which machines have each face, best first. The last one comes with pip.
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
_NAMES = {
    Face.FANG: ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02S", "FandolFang R", SERIF),
    Face.TITLE: ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK", SERIF),
    Face.KAI: ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FZKai-Z03S", "FandolKai", SERIF),
    Face.HEI: ("SimHei", "黑体", "STHeiti", "FZHei-B01S", "FandolHei", SANS),
    Face.SONG: ("SimSun", "宋体", "NSimSun", "STSong", "FZShuSong-Z01S", "FandolSong", SERIF),
}  # fmt: skip
_RARE = ("SimSun-ExtB", "SimSun-ExtG", "Noto Serif CJK SC")
"""Faces with rare characters of names, used only where all others lack one."""


class GlyphMissing(Refusal):
    """A letter holds characters that no font of this machine can show; it is not issued."""

    code = "letter-glyph-missing"


class Font(Model):
    """One font file of this machine."""

    family: str
    path: Path
    index: int = 0
    is_bold: bool = False

    @cached_property
    def digest(self) -> str:
        """Return the file's SHA-256 in hexadecimal."""
        return sha256(self.path.read_bytes()).hexdigest()

    @property
    def characters(self) -> frozenset[int]:
        """Return the code points that the font has a glyph for."""
        return _characters(self.path, self.index)


class Fonts(Model):
    """The font of each face, and those that stand in where it lacks a character."""

    faces: dict[Face, Font]
    fallbacks: tuple[Font, ...]

    @property
    def all(self) -> tuple[Font, ...]:
        """Return each font once."""
        by_path = {(font.path, font.index): font for font in (*self.faces.values(), *self.fallbacks)}
        return tuple(by_path.values())

    def families(self, face: Face) -> list[str]:
        """Return the families to set a face in: its own, then the stand-ins."""
        return list(dict.fromkeys(font.family for font in (self.faces[face], *self.fallbacks)))

    @property
    def used(self) -> dict[str, str]:
        """Return what identifies the fonts: the same facts with the same fonts give the same bytes."""
        return {font.family: font.digest for font in self.all}

    def check(self, *texts: str) -> None:
        """Refuse a text with a character that cannot be shown in every face.

        Raises:
            GlyphMissing: It names the characters.
        """
        wanted = {ord(sign) for text in texts for sign in text if not sign.isspace() or sign == "\u3000"}
        missing = sorted(wanted - self._shown)
        if missing:
            signs = "、".join(f"{chr(point)}（U+{point:04X}）" for point in missing)
            raise GlyphMissing(
                f"本机字体缺少下列字符，文书无法制发：{signs}",
                f"No font here has these characters: {signs}",
                characters=[chr(point) for point in missing],
            )

    @cached_property
    def _shown(self) -> frozenset[int]:
        everywhere = frozenset.intersection(*(font.characters for font in self.faces.values()))
        return everywhere.union(*(font.characters for font in self.fallbacks))


def packaged_fonts() -> Fonts:
    """Return the fonts that come with pip alone; the same on every machine."""
    serif = Font(family=SERIF, path=pylopdf_fonts_zh_cn.serif_path())
    sans = Font(family=SANS, path=pylopdf_fonts_zh_cn.sans_path())
    faces = {face: sans if face is Face.HEI else serif for face in Face}
    return Fonts(faces=faces, fallbacks=(serif, sans))


@lru_cache(maxsize=4)
def machine_fonts(*folders: Path) -> Fonts:
    """Return the best fonts that the machine, or one of the folders, has for each face; else those from pip."""
    packaged = packaged_fonts()
    found = _found(folders)
    faces = {face: _first(found, names) or packaged.faces[face] for face, names in _NAMES.items()}
    # Fandol has no 小标宋; its bold 宋体 is the nearest.
    if faces[Face.TITLE].family == SERIF and (bold := found.get(("FandolSong", True))):
        faces[Face.TITLE] = bold
    rare = [font for name in _RARE if (font := found.get((name, False)))]
    return Fonts(faces=faces, fallbacks=(*packaged.fallbacks, *rare))


def _found(folders: tuple[Path, ...]) -> dict[tuple[str, bool], Font]:
    listed = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=list(folders))
    found: dict[tuple[str, bool], Font] = {}
    for info in listed.fonts():
        key = (info.family, info.weight >= 600)
        if info.path is not None and info.style == "normal" and key not in found:
            found[key] = Font(family=info.family, path=Path(info.path), index=info.index, is_bold=key[1])
    return found


def _first(found: dict[tuple[str, bool], Font], names: tuple[str, ...]) -> Font | None:
    return next(
        (font for name in names if name not in (SERIF, SANS) and (font := found.get((name, False)))), None
    )


@lru_cache(maxsize=32)
def _characters(path: Path, index: int) -> frozenset[int]:
    if path.suffix.lower() in (".ttc", ".otc"):
        with TTCollection(path, lazy=True) as collection:
            return frozenset(collection[index].getBestCmap())
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
