"""Every kind of letter that ships: numbered as official numbers are, complete, and refused when a fact is missing."""

import re
from typing import Any

import pytest

from letters.facts import FactMissing, FactWrong
from letters.kinds import NumberWrong
from letters.parse import parse
from letters.render import _FACTS
from letters.words import Paragraph
from scenarios.organisations import load_registry
from tests.letters.measuring import letters
from tests.letters.samples import SAMPLES

KINDS = sorted(SAMPLES)


def _without(given: dict[str, Any], name: str) -> dict[str, Any]:
    """The facts without one of them, wherever it is said."""
    data = {
        action: {k: v for k, v in form.items() if k != name} for action, form in given.get("data", {}).items()
    }
    layers = {
        layer: {k: v for k, v in given.get(layer, {}).items() if k != name} for layer in ("opening", "form")
    }
    return {k: v for k, v in given.items() if k != name} | layers | {"data": data}


def _required() -> list[tuple[str, str]]:
    return [
        (kind, name)
        for kind in KINDS
        for name, field in _FACTS[letters().kinds[kind].facts].model_fields.items()
        if field.is_required()
    ]


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(letters().kinds)


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_in_the_set_and_name_the_matter(kind: str) -> None:
    words = parse(letters().words(kind, SAMPLES[kind]))

    assert SAMPLES[kind]["case_number"] in words.text
    assert "None" not in words.text


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_of_the_words_is_text_that_a_signature_can_stay_with(kind: str) -> None:
    last = parse(letters().words(kind, SAMPLES[kind])).blocks[-1]

    assert isinstance(last, Paragraph)


@pytest.mark.parametrize(("kind", "name"), _required())
def test_a_missing_fact_refuses_the_letter_by_its_chinese_name(kind: str, name: str) -> None:
    given = _without(SAMPLES[kind], name)
    given["limits"] = {} if name.endswith("_limit") else given["limits"]

    with pytest.raises(FactMissing) as refused:
        letters().words(kind, given)

    assert refused.value.code == "letter-fact-missing"
    assert name in refused.value.facts["missing"]
    assert re.fullmatch(
        r"[\u4e00-\u9fff]+缺少内容：[\u4e00-\u9fff、]+", refused.value.zh.replace("（", "").replace("）", "")
    )


def test_an_empty_fact_is_missing() -> None:
    opening = SAMPLES["transfer-letter"]["opening"] | {"facts": "  ", "item": ""}

    with pytest.raises(FactMissing) as refused:
        letters().words("transfer-letter", SAMPLES["transfer-letter"] | {"opening": opening})

    assert refused.value.zh == "线索移送函缺少内容：违法事实、涉嫌违反的事项和条款"


def test_a_day_that_is_none_is_wrong() -> None:
    with pytest.raises(FactWrong, match="wrong"):
        letters().words("transfer-letter", SAMPLES["transfer-letter"] | {"on": "2026-02-30"})


def test_a_later_letter_cites_the_unmet_demand_of_the_earlier_one() -> None:
    with pytest.raises(FactWrong) as refused:
        letters().words("supervision-opinion", _without(SAMPLES["supervision-opinion"], "unmet"))

    assert "未落实的要求" in refused.value.zh


@pytest.mark.parametrize("kind", KINDS)
def test_only_rules_that_were_read_are_cited_for_a_period(kind: str) -> None:
    limits = {code: limit | {"basis": f"《依据{code}》"} for code, limit in SAMPLES[kind]["limits"].items()}

    words = letters().words(kind, SAMPLES[kind] | {"limits": limits})

    cited = re.findall(r"《依据([A-Z_]+)》", words)
    assert all(limits[code]["confidence"] == "H" for code in cited)
    assert kind not in ("supervision-opinion", "supervision-decision") or cited == ["SUPERVISE_OBJECTION"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_body_in_the_registry_gets_official_numbers(kind: str) -> None:
    bodies = load_registry(with_examples=False).organisations

    numbers = [
        letters().number(kind, word=body.word, district="渝北", year=2026, serial=12) for body in bodies
    ]

    assert len(numbers) > 50
    assert all(re.fullmatch(r"[\u4e00-\u9fa5]{2,12}〔2026〕12号", number) for number in numbers)


def test_a_code_word_that_makes_no_official_number_is_refused() -> None:
    with pytest.raises(NumberWrong):
        letters().number("transfer-letter", word="Yubei", district="渝北", year=2026, serial=1)


def test_facts_are_text_and_never_markup() -> None:
    opening = SAMPLES["transfer-letter"]["opening"] | {"risk": "<p>#panic() $x$ *b* \\ {{ x }} & @a"}

    words = letters().words("transfer-letter", SAMPLES["transfer-letter"] | {"opening": opening})

    assert "<p>#panic() $x$ *b* \\ {{ x }} & @a" in parse(words).text


def test_supervision_letters_draw_on_the_draft() -> None:
    words = letters().words("urging-letter", SAMPLES["urging-letter"])

    assert "指定两名持证执法人员承办" in words
    assert "自收到本函之日起10个工作日内" in words
