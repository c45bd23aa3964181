"""Reads the words of a letter into blocks; anything outside the closed set of `words.py` is an error."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from domain.refusal import Refusal
from letters.words import (
    Attachment,
    Block,
    Cell,
    FactsTable,
    Items,
    ListTable,
    Paragraph,
    Role,
    Row,
    Run,
    Runs,
    Words,
)

# What may stand in what, with the classes it may carry; "" is the letter itself.
_WITHIN = {
    "": {"p", "ol", "table", "h2"},
    "ol": {"li"},
    "table": {"tr"},
    "tr": {"th", "td"},
    "p": {"strong", "br"},
    "li": {"strong", "br"},
    "th": {"br"},
    "td": {"strong", "br"},
    "h2": set[str](),
    "strong": {"br"},
}
_CLASSES = {
    "p": {None, *Role},
    "table": {"facts", "list"},
    "td": {None, "sign"},
    "h2": {"attachment"},
}
_HOLDS_TEXT = {"p", "li", "th", "td", "h2", "strong"}
_SOURCE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t\r\n]*")
_BLANKS = re.compile(r"[ \t]+")


class WordsWrong(Refusal):
    """The words of a letter contain something that no layout knows how to show."""

    code = "letter-words-wrong"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"文书内容含有版式以外的成分：{what}", f"The words hold what no layout knows: {what}"
        )


@dataclass
class _Node:
    tag: str
    name: str | None = None
    runs: list[Run] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)


class _Reader(HTMLParser):
    """Builds the tree of a letter's words and refuses whatever is not in the set."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1]
        if tag not in _WITHIN[parent.tag]:
            raise WordsWrong(f"<{tag}> in <{parent.tag or 'letter'}>")
        name = _class_of(tag, attrs)
        if tag == "br":
            self._say("\n")
            return
        node = _Node(tag, name)
        if tag != "strong":
            parent.children.append(node)
        self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].tag != tag:
            raise WordsWrong(f"</{tag}>")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        text = _BLANKS.sub(" ", _SOURCE_BREAK.sub("", data))
        if self._open[-1].tag in _HOLDS_TEXT:
            self._say(text)
        elif text.strip():
            raise WordsWrong(text.strip()[:20])

    def handle_comment(self, data: str) -> None:
        raise WordsWrong(f"<!--{data[:20]}")

    def handle_decl(self, decl: str) -> None:
        raise WordsWrong(f"<!{decl[:20]}")

    def handle_pi(self, data: str) -> None:
        raise WordsWrong(f"<?{data[:20]}")

    def unknown_decl(self, data: str) -> None:
        raise WordsWrong(f"<![{data[:20]}")

    def _say(self, text: str) -> None:
        is_strong = self._open[-1].tag == "strong"
        holder = self._open[-2] if is_strong else self._open[-1]
        if text:
            holder.runs.append(Run(text=text, strong=is_strong))

    def tree(self, html: str) -> _Node:
        self.feed(html)
        self.close()
        if self._open != [self.root]:
            raise WordsWrong(f"<{self._open[-1].tag}> is not closed")
        return self.root


def parse(html: str) -> Words:
    """Read a letter's words.

    Raises:
        WordsWrong: Something is outside the closed set.
    """
    blocks: list[Block] = []
    attachments: list[tuple[str, list[Block]]] = []
    for node in _Reader().tree(html).children:
        if node.tag == "h2":
            attachments.append(("".join(run.text for run in _trimmed(node)), []))
            continue
        (attachments[-1][1] if attachments else blocks).append(_block(node))
    if not blocks:
        raise WordsWrong("no words")
    return Words(
        blocks=tuple(blocks),
        attachments=tuple(Attachment(title=title, blocks=tuple(held)) for title, held in attachments),
    )


def _class_of(tag: str, attrs: list[tuple[str, str | None]]) -> str | None:
    if any(key != "class" for key, _ in attrs) or len(attrs) > 1:
        raise WordsWrong(f"<{tag} {attrs[0][0]}>")
    name = attrs[0][1] if attrs else None
    if name not in _CLASSES.get(tag, {None}):
        raise WordsWrong(f'<{tag} class="{name}">')
    return name


def _trimmed(node: _Node) -> Runs:
    """Return the runs without blanks at either end."""
    runs = list(node.runs)
    if runs:
        runs[0] = runs[0].model_copy(update={"text": runs[0].text.lstrip(" \n")})
        runs[-1] = runs[-1].model_copy(update={"text": runs[-1].text.rstrip(" \n")})
    return tuple(run for run in runs if run.text)


def _block(node: _Node) -> Block:
    match node.tag, node.name:
        case "p", name:
            return Paragraph(role=Role(name or Role.BODY), runs=_trimmed(node))
        case "ol", _:
            return Items(items=tuple(_trimmed(item) for item in _some(node)))
        case "table", "facts":
            return FactsTable(rows=tuple(_row(row) for row in _some(node)))
        case _:
            return _list_table(node)


def _some(node: _Node) -> list[_Node]:
    if not node.children:
        raise WordsWrong(f"<{node.tag}> is empty")
    return node.children


def _row(node: _Node) -> Row:
    if [cell.tag for cell in node.children] != ["th", "td"]:
        raise WordsWrong("a row of facts is one <th> and one <td>")
    label, content = node.children
    return Row(label=_cell(label), content=_cell(content))


def _cell(node: _Node) -> Cell:
    return Cell(runs=_trimmed(node), is_to_sign=node.name == "sign")


def _list_table(node: _Node) -> ListTable:
    head, *rows = _some(node)
    columns = len(head.children)
    if {cell.tag for cell in head.children} != {"th"}:
        raise WordsWrong("the first row of a list is <th>")
    if any(cell.tag != "td" for row in rows for cell in row.children):
        raise WordsWrong("a row of a list is <td>")
    if any(len(row.children) != columns for row in rows):
        raise WordsWrong("the rows of a list are equally long")
    heads = tuple(_cell(cell) for cell in head.children)
    cells = tuple(tuple(_cell(cell) for cell in row.children) for row in rows)
    return ListTable(heads=heads, rows=cells, widths=_widths(heads, cells))


def _widths(heads: tuple[Cell, ...], rows: tuple[tuple[Cell, ...], ...]) -> tuple[int, ...]:
    """Return each column's share: its longest content, between four and twenty characters."""
    columns = zip(*(heads, *rows), strict=True)
    return tuple(min(max(4, *(len(cell.text) + 1 for cell in column)), 20) for column in columns)
