"""Every Chinese sentence of the pages has its English, and none is left over."""

import re

import pytest

from api.web.translations import ENGLISH, english
from tests.api.page_words import sentences_of_the_pages

SENTENCES = sentences_of_the_pages()
_PLACE = re.compile(r"%\((\w+)\)")


def test_the_sentences_are_found() -> None:
    assert len(SENTENCES) > 150


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_a_sentence_has_its_english(sentence: str) -> None:
    said = english().gettext(sentence)

    assert said != sentence, f"{SENTENCES[sentence]}: no English in {ENGLISH.name}"
    assert not re.search("[一-鿿]", said)
    assert set(_PLACE.findall(said)) == set(_PLACE.findall(sentence))


def test_no_english_is_left_over() -> None:
    written = re.findall(r'^msgid "(.+)"$', ENGLISH.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert sorted(set(written) - {sentence.replace('"', '\\"') for sentence in SENTENCES}) == []
