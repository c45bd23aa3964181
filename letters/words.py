"""A letter's words: a small closed set of HTML elements, read into blocks.

Templates yield these elements and nothing else, and page and PDF are both made from the blocks:

| element | is |
| --- | --- |
| `<p>`, `<p class="body">` | a paragraph, its first line two characters in |
| `<p class="addressee">` | 主送机关, flush left |
| `<p class="heading-1">` … `heading-4` | a heading of the levels 一、 （一） 1. （1） |
| `<p class="flush">`, `<p class="centred">` | a line without indent, a centred line |
| `<ol><li>` | numbered demands: 1. 2. 3. |
| `<table class="facts">` of `<tr><th><td>` | a ruled form: label and content; `<td class="sign">` leaves room for a hand |
| `<table class="list">`, its first row `<th>` | a ruled list |
| `<h2 class="attachment">` | the title of an attachment; what follows belongs to it |
| `<strong>`, `<br>` inside these | bold text, a new line |

Numbers are written out in the words (`1.` before a list item), so that both outputs say the same.
A line break of the source, with the blanks around it, is no space.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.model import Model


class Role(StrEnum):
    """What a paragraph is in the letter; its look follows from that."""

    BODY = "body"
    ADDRESSEE = "addressee"
    HEADING_1 = "heading-1"
    HEADING_2 = "heading-2"
    HEADING_3 = "heading-3"
    HEADING_4 = "heading-4"
    FLUSH = "flush"
    CENTRED = "centred"


class Run(Model):
    """A stretch of text in one look; a new line is a line feed."""

    text: str
    strong: bool = False


Runs = tuple[Run, ...]


class Paragraph(Model):
    """A paragraph."""

    block: Literal["paragraph"] = "paragraph"
    role: Role = Role.BODY
    runs: Runs


class Items(Model):
    """A numbered list; the numbers are part of what is shown, `1.` first."""

    block: Literal["items"] = "items"
    items: tuple[Runs, ...] = Field(min_length=1)


class Cell(Model):
    """One cell of a table; a cell to sign is tall, with its text at the lower right."""

    runs: Runs = ()
    is_to_sign: bool = False

    @property
    def text(self) -> str:
        """Return the cell's text without its looks."""
        return said(self.runs)


class Row(Model):
    """One row of a form: what is asked, and the answer."""

    label: Cell
    content: Cell


class FactsTable(Model):
    """A ruled form of labels and contents."""

    block: Literal["facts"] = "facts"
    rows: tuple[Row, ...] = Field(min_length=1)


class ListTable(Model):
    """A ruled list with its column heads. Widths are shares of the whole, taken from the longest contents."""

    block: Literal["list"] = "list"
    heads: tuple[Cell, ...] = Field(min_length=1)
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[int, ...]


Block = Annotated[Paragraph | Items | FactsTable | ListTable, Field(discriminator="block")]


class Attachment(Model):
    """What is annexed to the letter, on pages of its own."""

    title: str
    blocks: tuple[Block, ...]


class Words(Model):
    """All that a letter says: its text, then its attachments."""

    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...] = ()

    @property
    def text(self) -> str:
        """Return every character that is said, for the check of glyphs."""
        parts = [_text(block) for block in self.blocks]
        for attachment in self.attachments:
            parts += [attachment.title, *(_text(block) for block in attachment.blocks)]
        return "\n".join(parts)


def said(runs: Runs) -> str:
    """Return the text of runs without their looks."""
    return "".join(run.text for run in runs)


def _text(block: Block) -> str:
    match block:
        case Paragraph():
            return said(block.runs)
        case Items():
            return "\n".join(said(item) for item in block.items)
        case FactsTable():
            return "\n".join(f"{row.label.text}\n{row.content.text}" for row in block.rows)
        case ListTable():
            return "\n".join(cell.text for row in (block.heads, *block.rows) for cell in row)
