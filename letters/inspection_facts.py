"""The facts of letters of a joint inspection: 检查任务单, 检查通知书, 现场检查笔录, 检查结果告知书."""

from datetime import date
from typing import Any, Self

from pydantic import AwareDatetime, Field, model_validator

from domain.model import Model
from letters.facts import FormalFacts, Text, Texts, fact, maybe
from letters.joint_work_facts import Matter


class Participant(Model):
    """A body that takes part, with what it checks; the items that a law names come with it."""

    name: str
    checks: tuple[str, ...] = ()


class Found(Model):
    """Something that was found: by which body, on which item, what was done about it at once."""

    body: str
    facts: str
    item: str | None = None
    result: str | None = None


class InspectionFacts(FormalFacts):
    """What all of them may say: the code, the object, who takes part."""

    inspection_code: Text | None = maybe("检查码")
    credit_code: Text | None = maybe("统一社会信用代码")
    trigger: Text | None = maybe("检查类型")
    planned_visits: int | None = maybe("本年度已接受计划内检查次数")
    triggered_visits: int | None = maybe("本年度已接受触发式检查次数")
    yearly_cap: int | None = maybe("年度检查频次上限")
    focus: Text | None = maybe("检查重点")


class InspectionTaskFacts(InspectionFacts):
    """检查任务单: on whom, planned or why, when, which bodies check what, and who approved it."""

    object: Text = fact("检查对象")
    credit_code: Text = fact("统一社会信用代码")
    address: Text = fact("地址")
    trigger: Text = fact("检查类型")
    trigger_basis: Text = fact("计划编号或者触发理由")
    grade: Text = fact("信用等级")
    window_from: date = fact("检查时间窗口（起）")
    window_to: date = fact("检查时间窗口（止）")
    notice: Text = fact("是否事先通知")
    unannounced_reason: Text | None = maybe("不预先告知的理由")
    reason: Text | None = maybe("补充说明的不预先告知的理由")
    participants: tuple[Participant, ...] = Field(title="参加检查单位", min_length=1)
    assistants: int = fact("辅助人员数量")
    equipment: Text | None = maybe("检查装备")
    opinion: Text | None = maybe("审批意见")

    @model_validator(mode="before")
    @classmethod
    def _goes_to_all_who_take_part(cls, given: dict[str, Any]) -> dict[str, Any]:
        others = [
            each["name"] for each in given.get("participants", ()) if each["name"] != given.get("issuer")
        ]
        return given | {"copies": list(dict.fromkeys(others))}


class InspectionNoticeFacts(InspectionFacts):
    """检查通知书: to the firm: who comes when, to check what; its rights and what to have at hand."""

    address: Text = fact("检查地点")
    participants: tuple[Participant, ...] = Field(title="参加检查单位", min_length=1)
    visit_at: AwareDatetime | None = maybe("入企时间")
    began_on: date | None = maybe("入企日期")
    check_url: Text | None = maybe("企业查验和评价地址")

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.visit_at is None and self.began_on is None:
            raise ValueError("检查通知书应当写明入企时间")
        return self


class InspectionRecordFacts(InspectionFacts):
    """现场检查笔录: who checked what where and when, what was found, how it ends, what the firm says to it."""

    place: Text = fact("检查地点")
    checks: Texts = fact("检查事项")
    code: Text | None = maybe("检查码")
    part_of: Matter | None = maybe("联合检查")
    moments: dict[str, AwareDatetime] = fact("笔录制作时间")
    officers: Texts = Field(title="检查人员姓名及执法证号", min_length=2)
    began_at: AwareDatetime = fact("检查开始时间")
    outcome: Text = fact("检查结论")
    summary: Text = fact("检查情况")
    firm_signed: Text = fact("当事人签名或者拒签说明")
    found: tuple[Found, ...] = Field(default=(), title="发现的问题")


class InspectionResultFacts(InspectionFacts):
    """检查结果告知书: what one body, or all of them together, found at the firm and what follows from it."""

    place: Text | None = maybe("检查地点")
    address: Text | None = maybe("检查地点")
    code: Text | None = maybe("检查码")
    participants: tuple[Participant, ...] = Field(default=(), title="参加检查单位")
    began_at: AwareDatetime | None = maybe("检查开始时间")
    began_on: date | None = maybe("入企日期")
    outcome: Text | None = maybe("检查结论")
    summary: Text = fact("检查情况")
    told_on: date = fact("告知日期")
    receiver: Text = fact("接收人")
    found: tuple[Found, ...] = Field(default=(), title="发现的问题")
