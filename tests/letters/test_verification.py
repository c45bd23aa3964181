"""Codes that survive typing, and a hash that one changed byte breaks."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.verification import (
    ALPHABET,
    LENGTH,
    CodeWrong,
    is_unchanged,
    make_code,
    parse_code,
    pdf_digest,
    verification,
)
from tests.letters.measuring import set_sample

CODE = make_code("00000000-0000-4000-8000-000000000001")


def test_the_code_of_an_id_never_changes() -> None:
    assert make_code("00000000-0000-4000-8000-000000000001") == CODE
    assert make_code("letter-1") == "YPV4T2M9RX"


@given(st.uuids(version=4))
def test_a_code_is_ten_unambiguous_signs_and_reads_back(letter_id: UUID) -> None:
    code = make_code(str(letter_id))

    assert len(code) == LENGTH
    assert not set(code) & set("IL O01".replace(" ", ""))
    assert parse_code(f" {code[:5].lower()}-{code[5:]} ") == code


def test_no_two_of_many_ids_share_a_code() -> None:
    assert len({make_code(str(uuid4())) for _ in range(20_000)}) == 20_000


@pytest.mark.parametrize("place", range(LENGTH))
def test_every_mistyped_sign_is_noticed(place: int) -> None:
    for sign in set(ALPHABET) - {CODE[place]}:
        with pytest.raises(CodeWrong):
            parse_code(CODE[:place] + sign + CODE[place + 1 :])


@given(st.uuids(version=4), st.integers(0, LENGTH - 3))
def test_two_signs_in_the_wrong_order_are_noticed(letter_id: UUID, place: int) -> None:
    code = make_code(str(letter_id))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(CodeWrong):
            parse_code(swapped)


@pytest.mark.parametrize("typed", ["", "ABC", CODE + "2", CODE[:-1] + "0", "一二三四五六七八九十"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(CodeWrong) as refused:
        parse_code(typed)

    assert refused.value.code == "verification-code-wrong"


def test_the_address_is_below_the_base() -> None:
    assert verification("x", "https://a.example/").url == f"https://a.example/verify/{make_code('x')}"


def test_one_changed_byte_breaks_the_hash() -> None:
    _, done = set_sample("reminder")
    assert is_unchanged(done.pdf, done.digest)

    for place in (0, len(done.pdf) // 2, len(done.pdf) - 1):
        changed = bytearray(done.pdf)
        changed[place] ^= 1
        assert not is_unchanged(bytes(changed), done.digest)
    assert pdf_digest(done.pdf) == done.digest
