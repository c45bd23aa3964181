"""One supervision over several late cases of a body: what is told of each, and whether they belong together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.built_in import OVERDUE
from domain.office_time import last_day, local_day
from domain.refusal import Refusal
from domain.wording import zh_date
from store.links import cases_numbered
from store.organisations import officers_in
from store.tables import CasePartyRow, CaseRow, EntryRow, OrganisationRow

MOST = 50
"""How many cases one supervision names at most."""
DEMANDS = ("立即办理并在系统中登记办理情况", "书面说明逾期原因和责任人员")
CONSEQUENCE = "逾期不办理、不回复的，将约谈有关负责人，并依法制发行政执法监督意见书。"
_FACTS = 4000
"""How long the facts may be; a form without a length of its own says so."""


class NotTogether(Refusal):
    """The cases chosen cannot be supervised together: too many, not of this body, or not late any more."""

    code = "cases-not-together"


@dataclass(frozen=True)
class Late:
    """A case that is late, as the entry says that a rung has written."""

    title: str
    number: str
    stage: str
    due_at: datetime
    basis: str

    def told(self, body: str, *, at: datetime) -> str:
        """Return the sentence that tells of this case alone."""
        return (
            f"事项“{self.title}”（{self.number}）由{body}办理，{self._due()}，"
            f"截至{zh_date(local_day(at))}{self._late(at)}，经催办仍未办理。"
        )

    def told_among(self, *, at: datetime, most: int) -> str:
        """Return the sentence that tells of this case among others, its title at most so long."""
        title = self.title if len(self.title) <= most else f"{self.title[: most - 1]}…"
        return f"事项“{title}”（{self.number}），{self._due()}，{self._late(at)}。"

    def _due(self) -> str:
        return f"“{self.stage}”环节应于{zh_date(last_day(self.due_at))}前办结"

    def _late(self, at: datetime) -> str:
        return f"已逾期{(local_day(at) - last_day(self.due_at)).days}日"


def late_by(row: CaseRow, entry: EntryRow) -> Late:
    """Return what a rung that fired says of its case."""
    said = entry.form
    return Late(row.title, row.number, said["stage"], entry.due_at or entry.at, said["basis"])


def late_cases(session: Session, numbers: Sequence[str], body: OrganisationRow) -> list[Late]:
    """Return the late cases of a body that have these numbers, the longest overdue first.

    Raises:
        CaseUnknown: One of them does not exist.
        NotTogether: They are too many, or one is not overdue or not this body's.
    """
    check_few(numbers)
    rows = sorted(cases_numbered(session, numbers), key=lambda row: (row.overdue_at or row.opened_at, row.id))
    others = [row.number for row in rows if row.overdue_at is None or row.holder != body.code]
    if others:
        raise NotTogether(
            f"{'、'.join(others)}已不是{body.short_name}的逾期事项，请返回清单重新选取",
            f"Not overdue at this body any more: {', '.join(others)}. Choose again from the list.",
            cases=others,
        )
    entries = select(EntryRow).where(
        col(EntryRow.case_id).in_([row.id for row in rows]), EntryRow.action == OVERDUE
    )
    fired = {entry.case_id: entry for entry in session.exec(entries.order_by(col(EntryRow.seq))).all()}
    return [late_by(row, fired[row.id]) for row in rows]


def check_few(numbers: Sequence[str]) -> None:
    """Check that some cases are chosen, and not too many.

    Raises:
        NotTogether: None are, or too many.
    """
    if not 1 <= len(numbers) <= MOST:
        raise NotTogether(
            f"请选取1至{MOST}件事项（已选{len(numbers)}件）",
            f"Choose 1 to {MOST} cases, not {len(numbers)}.",
            most=MOST,
        )


def check_of_body(session: Session, numbers: Sequence[str], body: str) -> None:
    """Check that the body which is to be supervised is or was party to each of the cases named.

    Raises:
        NotTogether: It has no part in one of them.
    """
    if not numbers:
        return
    its = select(CaseRow.number).join(CasePartyRow, col(CasePartyRow.case_id) == CaseRow.id)
    found = set(session.exec(its.where(CasePartyRow.org == body, col(CaseRow.number).in_(numbers))).all())
    others = [number for number in numbers if number not in found]
    if others:
        raise NotTogether(
            f"被监督单位不是{'、'.join(others)}的当事单位",
            f"The supervised body has no part in {', '.join(others)}.",
            cases=others,
        )


def drafted(
    session: Session, late: Sequence[Late], body: OrganisationRow, supervisor: str, *, at: datetime
) -> dict[str, Any]:
    """Return the opening form of a supervision over these cases, drafted for people to go over."""
    return {
        "origin": "overdue",
        "cases": [each.number for each in late],
        "facts": facts_of(late, body.name, at=at),
        "basis": "；".join(dict.fromkeys(each.basis for each in late)),
        "demands": list(DEMANDS),
        "consequence": CONSEQUENCE,
        "contact": contact(session, session.get_one(OrganisationRow, supervisor)),
    }


def facts_of(late: Sequence[Late], body: str, *, at: datetime) -> str:
    """Return a sentence for each case; long titles are shortened as far as the form's length asks for it."""
    if len(late) == 1:
        return late[0].told(body, at=at)
    head = f"截至{zh_date(local_day(at))}，{body}办理的下列{len(late)}件事项经催办仍未办理："
    most = max(len(each.title) for each in late)
    while True:
        lines = [f"{n}. {each.told_among(at=at, most=most)}" for n, each in enumerate(late, start=1)]
        text = "\n".join((head, *lines))
        if len(text) <= _FACTS or most <= 1:
            return text
        most -= 1


def contact(session: Session, supervisor: OrganisationRow) -> str:
    """Return whom the body may call: the office with the first of its officers."""
    officers = officers_in(session, supervisor.code)
    return f"{supervisor.name}{officers[0].name}" if officers else supervisor.name
