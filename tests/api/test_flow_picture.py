"""The picture of a procedure: complete, well-formed, and true to the way that a case has gone."""

from xml.etree import ElementTree as ET

import pytest

from api.web.flow import Move, flow_of, usual_way
from api.web.flow_words import wrapped
from api.web.language import Language
from api.web.rendering import environment
from domain.procedure import Definition

SVG = "{http://www.w3.org/2000/svg}"


def gone(*stages: str) -> list[Move]:
    """The moves of a case that went through these stages."""
    return list(zip((None, *stages), stages, strict=False))


def picture(definition: Definition, stage: str, moves: list[Move], code: str = "zh") -> ET.Element:
    language = Language("en" if code == "en" else "zh")
    flow = flow_of(definition, language, stage, moves)
    drawing = environment(language.code).get_template("partials/flow.svg").render(flow=flow)
    return ET.fromstring(drawing)


def boxes(drawing: ET.Element, mark: str) -> list[str]:
    return [
        "".join(text.text or "" for text in box.findall(f"{SVG}text")[:-1])
        for box in drawing.findall(f"{SVG}g")
        if mark in box.attrib["class"].split()
    ]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_open_stage_is_drawn_once(clue_transfer: Definition, code: str) -> None:
    drawing = picture(clue_transfer, "sent", gone("sent"), code)

    assert len(boxes(drawing, "box")) == len(clue_transfer.procedure.stages) + 1
    places = [box.attrib["transform"] for box in drawing.findall(f"{SVG}g")]
    assert len(set(places)) == len(places)


def test_the_usual_way_leads_from_the_opening_to_an_end(clue_transfer: Definition) -> None:
    way = usual_way(clue_transfer.procedure)

    assert way[0] == "sent"
    assert way[-1] == "archived"
    assert "supplementing" not in way


def test_the_case_is_where_it_stands_and_its_way_is_marked(clue_transfer: Definition) -> None:
    drawing = picture(clue_transfer, "supplementing", gone("sent", "reviewing", "supplementing"))

    assert boxes(drawing, "is-current") == ["待补正"]
    assert boxes(drawing, "is-visited") == ["待签收", "审查中", "待补正"]
    ways = [path for path in drawing.findall(f"{SVG}path") if "is-gone" in path.attrib["class"]]
    assert [path.findtext(f"{SVG}title") for path in ways] == ["签收", "退回补正"]


def test_an_unusual_end_is_drawn_only_for_the_case_that_has_it(clue_transfer: Definition) -> None:
    assert "已撤回" not in boxes(picture(clue_transfer, "sent", gone("sent")), "box")
    assert boxes(picture(clue_transfer, "withdrawn", gone("sent", "withdrawn")), "is-current") == ["已撤回"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("待签收", ["待签收"]),
        ("被拒收，待移送单位处理", ["被拒收，待移送", "单位处理"]),
        ("waiting for supplement", ["waiting for", "supplement"]),
        ("refused, sender to decide", ["refused,", "sender to", "decide"]),
    ],
)
def test_a_title_is_broken_where_it_may(title: str, lines: list[str]) -> None:
    assert wrapped(title) == lines
