"""The words of a letter are a closed set of elements."""

import pytest

from letters.parse import WordsWrong, parse
from letters.words import FactsTable, Items, ListTable, Paragraph, Role


def test_each_element_becomes_its_block() -> None:
    words = parse(
        '<p class="addressee">甲局：</p><p class="heading-1">一、事实</p><p>正文<strong>重点</strong>。</p>'
        "<ol><li>其一。</li><li>其二。</li></ol>"
        '<table class="facts"><tr><th>签名</th><td class="sign">年</td></tr></table>'
        '<h2 class="attachment">清单</h2><table class="list"><tr><th>序号</th></tr><tr><td>1</td></tr></table>'
    )

    assert [type(block) for block in words.blocks] == [Paragraph, Paragraph, Paragraph, Items, FactsTable]
    assert [block.role for block in words.blocks if isinstance(block, Paragraph)] == [
        Role.ADDRESSEE,
        Role.HEADING_1,
        Role.BODY,
    ]
    assert words.attachments[0].title == "清单"
    assert isinstance(words.attachments[0].blocks[0], ListTable)
    assert words.text == "甲局：\n一、事实\n正文重点。\n其一。\n其二。\n签名\n年\n清单\n序号\n1"


def test_a_line_break_of_the_template_is_no_space_and_br_is_a_new_line() -> None:
    words = parse("<p>\n  甲单位\n  移送  12 件<br>第二行\n</p>")

    assert words.text == "甲单位移送 12 件\n第二行"


def test_entities_are_text() -> None:
    assert parse("<p>&lt;b&gt;&amp;&#34;</p>").text == '<b>&"'


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("", id="nothing"),
        pytest.param("正文", id="text outside a block"),
        pytest.param("<div>正文</div>", id="unknown element"),
        pytest.param('<p class="red">正文</p>', id="unknown class"),
        pytest.param('<p style="color:red">正文</p>', id="style"),
        pytest.param('<p class="body" class="flush">正文</p>', id="two classes"),
        pytest.param("<p>正文", id="not closed"),
        pytest.param("<p>正文</strong></p>", id="closed before opened"),
        pytest.param("<p><p>正文</p></p>", id="nested paragraphs"),
        pytest.param("<p>正文<script>x</script></p>", id="script"),
        pytest.param("<p>正文</p><!-- note -->", id="comment"),
        pytest.param("<!doctype html><p>正文</p>", id="declaration"),
        pytest.param("<?php x ?><p>正文</p>", id="instruction"),
        pytest.param("<table><tr><th>a</th><td>b</td></tr></table>", id="table without class"),
        pytest.param('<table class="facts"></table>', id="empty table"),
        pytest.param('<table class="facts"><tr><td>b</td></tr></table>', id="fact without label"),
        pytest.param('<table class="list"><tr><td>b</td></tr></table>', id="list without heads"),
        pytest.param(
            '<table class="list"><tr><th>a</th></tr><tr><td>1</td><td>2</td></tr></table>', id="ragged list"
        ),
        pytest.param(
            '<table class="list"><tr><th>a</th></tr><tr><th>1</th></tr></table>', id="two rows of heads"
        ),
        pytest.param("<ol></ol>", id="empty list"),
        pytest.param('<h2 class="attachment">清单</h2>', id="attachment without text"),
    ],
)
def test_anything_else_is_refused(html: str) -> None:
    with pytest.raises(WordsWrong):
        parse(html)
