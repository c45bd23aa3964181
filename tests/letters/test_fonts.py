"""A letter that holds a character no font can show is refused, and the character is named."""

import pytest

from letters.fonts import SANS, SERIF, Face, GlyphMissing, machine_fonts, packaged_fonts
from letters.parse import parse
from tests.letters.measuring import letters, typesetter
from tests.letters.samples import SAMPLES

NOBODY_HAS_IT = "\U0002ebe0"


def test_the_fonts_of_pip_have_rare_characters_of_names() -> None:
    packaged_fonts().check("喆堃珺昇旻玥㛃龑翀赟燚〔〕、。—　①")


@pytest.mark.parametrize("fact", ["case_title", "stage", "issuer", "addressee", "contact"])
def test_a_letter_with_a_character_that_cannot_be_shown_is_not_issued(fact: str) -> None:
    with pytest.raises(GlyphMissing) as refused:
        letters().words("reminder", SAMPLES["reminder"] | {fact: f"王{NOBODY_HAS_IT}"})

    assert refused.value.code == "letter-glyph-missing"
    assert refused.value.facts["characters"] == [NOBODY_HAS_IT]
    assert "U+2EBE0" in refused.value.zh


def test_nor_is_it_set_in_type() -> None:
    frame = letters().frame("reminder", SAMPLES["reminder"] | {"copies": [NOBODY_HAS_IT]})
    with pytest.raises(GlyphMissing):
        typesetter().typeset(frame, parse("<p>正文</p>"))


def test_every_face_has_a_font_on_every_machine() -> None:
    fonts = machine_fonts()

    assert set(fonts.faces) == set(Face)
    assert [font.family for font in fonts.fallbacks[:2]] == [SERIF, SANS]
    assert all(font.path.is_file() for font in fonts.all)
    assert all(len(digest) == 64 for digest in fonts.used.values())
