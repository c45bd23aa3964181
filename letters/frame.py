"""The formal parts of a letter, in words: all that stands around its text. Computed once, stored with the letter."""

from datetime import date

from domain.model import Model
from domain.wording import zh_date
from letters.facts import FormalFacts
from letters.kinds import Layout, LetterKind
from letters.title import title_lines
from letters.verification import Verification

# 一件事's own degrees of urgency, in the words of official documents.
_URGENCY = {"特急": "特急", "加急": "加急", "紧急": "加急", "特别紧急": "特急"}


class Frame(Model):
    """The formal parts; each as it is printed, or absent."""

    layout: Layout
    kind_title: str
    issuers: tuple[str, ...]
    """发文机关, the lead first."""
    number: str
    title: tuple[str, ...]
    """The title in its lines."""
    addressee: str
    issued_on: date
    urgency: str | None = None
    security: str | None = None
    copy_number: str | None = None
    signer: str | None = None
    """签发人, on an upward document only."""
    note: str | None = None
    """附注, such as the contact or how it is published."""
    copies: tuple[str, ...] = ()
    act_code: str | None = None
    is_sealed: bool = True
    verification: Verification | None = None

    @property
    def mark(self) -> tuple[str, ...]:
        """Return 发文机关标志: in the letter format only the lead body has one."""
        return self.issuers[:1] if self.layout is Layout.LETTER else self.issuers

    @property
    def date_words(self) -> str:
        """Return 成文日期."""
        return zh_date(self.issued_on)

    @property
    def copies_words(self) -> str | None:
        """Return 抄送, ending with a full stop."""
        return f"抄送：{'，'.join(self.copies)}。" if self.copies else None

    @property
    def text(self) -> str:
        """Return every character of the formal parts, for the check of glyphs."""
        parts = (*self.issuers, self.number, *self.title, self.kind_title, self.addressee, self.date_words)
        optional = (self.urgency, self.security, self.copy_number, self.signer, self.note, self.copies_words)
        verified = self.verification.url if self.verification else None
        return "\n".join([*parts, *(part for part in (*optional, self.act_code, verified) if part)])


def frame_of(kind: LetterKind, facts: FormalFacts, verified: Verification | None = None) -> Frame:
    """Compute the formal parts from the facts of a letter."""
    return Frame(
        layout=kind.layout,
        kind_title=kind.title,
        issuers=(facts.issuer, *facts.joint_issuers),
        number=facts.number,
        title=_title(kind, facts),
        addressee=facts.addressee,
        issued_on=facts.on,
        urgency=_URGENCY.get(facts.urgency or ""),
        security=facts.security,
        copy_number=facts.copy_number,
        signer=facts.signer if kind.is_upward else None,
        note=_note(facts),
        copies=facts.copies,
        act_code=facts.act_code,
        is_sealed=kind.is_sealed,
        verification=verified,
    )


def _title(kind: LetterKind, facts: FormalFacts) -> tuple[str, ...]:
    """Return the title in its lines; each body of a joint letter that it names has a line of its own."""
    names = (facts.addressee, *facts.parties.values())
    told = {"addressee": facts.addressee, "case_title": facts.case_title, "title": kind.title}
    if facts.joint_issuers and kind.heading.startswith("{issuer}"):
        matter = kind.heading.removeprefix("{issuer}").format(issuer="", **told)
        return (facts.issuer, *facts.joint_issuers, *title_lines(matter, names=names))
    return title_lines(kind.heading.format(issuer=facts.issuer, **told), facts.issuer, names)


def _note(facts: FormalFacts) -> str | None:
    """Write 附注: how it is published, and whom to ask."""
    contact = "，".join(
        part
        for part in (
            f"联系人：{facts.contact}" if facts.contact else "",
            f"联系电话：{facts.phone}" if facts.phone else "",
        )
        if part
    )
    parts = [part for part in (facts.publication, contact) if part]
    return f"（{'；'.join(parts)}）" if parts else None
