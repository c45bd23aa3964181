"""Whom a whistle may call: by what its words have in common with items and with earlier whistles."""

import pytest

from domain.grounds import Words
from domain.item_list import item_list
from domain.likeness import is_alike, is_said, parts_of, share
from domain.organisation import OrganisationKind
from domain.proposing import Earlier, items_said, proposed, similar
from domain.whose import Body, Found
from scenarios.load import load_definitions

ITEMS = item_list(each.procedure for each in load_definitions().values())
TEAM = OrganisationKind.ENFORCEMENT


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("消防通道", {"消防", "防通", "通道"}),
        ("油烟、噪声", {"油烟", "噪声"}),
        ("通道被堵", {"通道"}),
        ("Smoke and the Fumes", {"smoke", "fumes"}),
        ("KTV 夜市", {"ktv", "夜市"}),
        ("，。", set()),
    ],
)
def test_a_text_has_pairs_of_characters_and_words(text: str, parts: set[str]) -> None:
    assert parts_of(text) == parts


def test_enough_of_a_phrase_has_to_be_said() -> None:
    said = parts_of("小区消防通道堵了")

    assert share(said, parts_of("占用消防通道")) == 3 / 5
    assert is_said(said, parts_of("占用消防通道"))
    assert is_said(said, parts_of("消防"))
    assert not is_said(said, parts_of("消防产品质量"))
    assert not is_said(said, parts_of("，"))
    assert is_alike(parts_of("消防通道堵了，请速来"), parts_of("消防通道"))
    assert not is_alike(parts_of("油烟"), parts_of("消防通道"))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("锦程苑小区消防车通道被堵死。楼上有烟，居民正在疏散。", "parking.fire-lane"),
        ("夜市油烟太大，居民投诉", "night-market.fumes"),
        ("有人在河边倾倒建筑垃圾", "river-dumping.construction-waste"),
        ("门店占道经营", "street-shops.out-of-door"),
        ("楼顶私搭乱建彩钢棚", "illegal-building.town-building"),
        ("老旧住宅电梯故障，困人", "supermarkets.lifts"),
        ("restaurant with heavy fumes", "night-market.fumes"),
        ("今天天气很好", None),
        ("", None),
    ],
)
def test_everyday_words_find_their_item(words: str, first: str | None) -> None:
    hits = items_said(ITEMS, words)

    assert (hits[0].listed.code if hits else None) == first


def body(code: str, kind: OrganisationKind = TEAM) -> Body:
    return Body(code=code, name=code.upper(), kind=kind)


def found(code: str, kind: OrganisationKind = TEAM) -> Found:
    return Found(body(code, kind), "X", Words(zh="x", en="x"), ())


def earlier(about: str, *answered: str) -> Earlier:
    return Earlier(parts_of(about), answered)


def test_each_body_is_proposed_once_with_its_reasons() -> None:
    hits = [(hit, found("xf")) for hit in items_said(ITEMS, "消防车通道被堵")]
    whistles = [earlier("通道", "xf", "jj"), earlier("通道", "jj"), earlier("通道", "gone")]
    listed = proposed(hits, whistles, {code: body(code) for code in ("xf", "jj")}, (TEAM,))

    assert [each.body.code for each in listed] == ["xf", "jj"]
    assert [reason.zh for reason in listed[0].reasons] == [
        "占用、堵塞消防车通道或者安全出口：消防法第二十八条、第六十条",
        "1件类似吹哨",
    ]
    assert [(reason.zh, reason.en) for reason in listed[1].reasons] == [("2件类似吹哨", "2 similar whistles")]


def test_only_five_and_only_of_the_kinds_that_may_be_called() -> None:
    codes = [f"b{n}" for n in range(9)]
    bodies = {code: body(code) for code in codes} | {"t": body("t", OrganisationKind.TOWNSHIP)}
    listed = proposed((), [earlier("x", *codes, "t")], bodies, (TEAM,))

    assert len(listed) == 5
    assert "t" not in [each.body.code for each in listed]


def test_whistles_are_similar_when_they_speak_of_the_same() -> None:
    fire, dogs = earlier("小区消防通道被堵", "xf"), earlier("犬只伤人", "ga")

    assert similar([fire, dogs], "消防通道又堵了") == [fire]
    assert similar([fire, dogs], "") == []


def test_a_customary_item_is_not_shown_as_law() -> None:
    (hit,) = [each for each in items_said(ITEMS, "向河道倾倒建筑垃圾") if "river" in each.listed.code][:1]
    (listed,) = proposed([(hit, found("sl"))], (), {}, ())

    assert listed.reasons[0].zh == "向河道倾倒建筑垃圾（工作惯例）"
