"""The code of an administrative act: its parts, and the sign that catches slips."""

from datetime import date

import pytest

from domain.act_code import ActCodeWrong, act_code, act_code_stem, check_sign, is_act_code

STEM = act_code_stem(region="500112", body="ga", kind="JC", on=date(2026, 3, 2))


def test_it_says_whose_it_is_what_it_is_and_of_which_day() -> None:
    code = act_code(STEM, 7)

    assert code[:30] == "500112GA000000JC20260302000007"
    assert len(code) == 31
    assert is_act_code(code)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        pytest.param("shuanglonghu", "SHUANGLO", id="a long one is cut"),
        pytest.param("zfj-2", "ZFJ20000", id="other signs are left out"),
        pytest.param("", "00000000", id="none at all"),
    ],
)
def test_a_body_has_eight_signs(body: str, part: str) -> None:
    assert act_code_stem(region="500112", body=body, kind="JC", on=date(2026, 3, 2))[6:14] == part


def test_the_check_sign_is_that_of_the_standard() -> None:
    # The example of the Global Release Identifier, which uses ISO 7064 MOD 37,36: A1-2425G-ABC1234002-M.
    assert check_sign("A12425GABC1234002") == "M"


def test_one_wrong_sign_is_always_caught() -> None:
    code = act_code(STEM, 123456)
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    wrong = [
        code[:place] + sign + code[place + 1 :]
        for place in range(len(code))
        for sign in signs
        if sign != code[place]
    ]
    assert not any(is_act_code(each) for each in wrong)


@pytest.mark.parametrize("text", ["", "JC", act_code(STEM, 7).lower(), act_code(STEM, 7) + "0"])
def test_what_is_no_code(text: str) -> None:
    assert not is_act_code(text)


@pytest.mark.parametrize("serial", [0, 1_000_000])
def test_a_serial_has_six_digits(serial: int) -> None:
    with pytest.raises(ActCodeWrong):
        act_code(STEM, serial)
