"""Messages for inboxes, written in the transaction of the step that causes them."""

from sqlmodel import Session

from domain.made_step import Notice, Step
from domain.procedure import Definition
from store.organisations import recipient_in
from store.tables import CaseRow, EntryRow, NoticeRow, OrganisationRow


def deliver(session: Session, definition: Definition, step: Step, entry: EntryRow) -> None:
    """Put each notice of the step into the inbox of the organisation that the registry finds."""
    case = session.get_one(CaseRow, entry.case_id) if step.notices else None
    for notice in step.notices:
        org = recipient_in(session, notice.recipient, notice.org)
        if case is None or org is None:
            continue
        holder = session.get_one(OrganisationRow, notice.org)
        zh, en = _words(definition, step, holder.short_name, notice)
        session.add(
            NoticeRow(
                case_id=entry.case_id,
                seq=entry.seq,
                kind=notice.kind,
                org=org,
                text=f"{case.number} {zh}",
                text_en=f"{case.number} {en}",
                at=entry.at,
            )
        )


def _words(definition: Definition, step: Step, holder: str, notice: Notice) -> tuple[str, str]:
    stage = definition.procedure.stage_title(step.stage_to)
    match notice.kind:
        case "overdue":
            zh, en = f"催办：{holder}“{stage.title}”已逾期", f"overdue at {holder}: {stage.title_en}"
        case "tied":
            zh = f"关联事项{step.form.get('number')}进展：{step.form.get('stage')}"
            en = f"tied case {step.form.get('number')} moved: {step.form.get('stage_en')}"
        case "succeed":
            zh, en = "承继办理：原单位职责已由本单位承继", "taken over from a body that is no more"
        case "task-blocked":
            reason = str(step.form.get("reason", ""))
            zh, en = f"任务未能派出：{reason}", f"a task could not be opened: {reason}"
        case "urge":
            text = str(step.form.get("text", ""))
            zh, en = f"催办：{text}", f"urged: {text}"
        case _:
            reason = str(step.form.get("reason", ""))
            zh, en = f"延期申请待批：{reason}", f"extension requested: {reason}"
    return zh, en
