"""The facts of letters of departments that work together: 协助函, 协助复函, 吹哨单, 吹哨处置单, 责令改正通知书."""

from datetime import date
from typing import Any, Self

from pydantic import AliasChoices, AwareDatetime, Field, model_validator

from domain.model import Model
from letters.facts import EvidenceFile, FormalFacts, Period, Text, fact, maybe


class Matter(Model):
    """The matter across departments of which the case is a task: its number, its scenario, its own material."""

    number: str
    title: str
    scenario: str
    opening: dict[str, object] = {}
    evidence: tuple[EvidenceFile, ...] = ()


class AssistanceFacts(FormalFacts):
    """协助函: on which ground and basis, what is asked for and why, until when, what is to be kept secret."""

    matter: Text = fact("所涉事项或者案件")
    asks: Text = fact("请求协助的内容")
    ground: Text = fact("请求协助的情形")
    legal_basis: Text = fact("法律依据")
    reasons: Text = fact("需要协助的理由")
    confidentiality: Text | None = maybe("保密要求")
    contact: Text = fact("联系人")
    reply_limit: Period = fact("答复时限")
    urgent_limit: Period = fact("紧急协助答复时限")


class AnswerFacts(FormalFacts):
    """A letter of whoever did not write the opening form, or long after it: its contact is not this letter's."""

    @model_validator(mode="before")
    @classmethod
    def _names_no_contact_of_the_opening(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in given.items() if name != "contact"}


class AssistanceReplyFacts(AnswerFacts):
    """协助复函: what is provided, what is missing and why, or why it cannot be done."""

    matter: Text | None = maybe("所涉事项或者案件")
    asks: Text = fact("请求协助的内容")
    request_number: Text | None = maybe("协助函文号")
    ends_as: Text = fact("答复结论")
    content: Text | None = maybe("协助内容")
    missing: Text | None = maybe("未能提供的部分及理由")
    reason: Text | None = maybe("不能协助的理由")
    basis: Text | None = maybe("依据")

    @model_validator(mode="after")
    def _says_what_or_why_not(self) -> Self:
        if not self.content and not (self.reason and self.basis):
            raise ValueError("协助复函应当写明协助内容，或者不能协助的理由和依据")
        return self


class WhistleFacts(FormalFacts):
    """吹哨单: who is called to which matter and place, at what risk, and until when it has to answer and to come."""

    asks: Text = fact("事项内容")
    place: Text = fact("地点")
    contact: Text = fact("现场联系人及电话")
    risk: Text | None = maybe("风险等级")
    part_of: Matter | None = maybe("吹哨事项")
    moments: dict[str, AwareDatetime] = fact("吹哨时间")
    due_at: AwareDatetime | None = maybe("应哨期限")
    answer_limit: Period = fact("应哨时限")
    arrive_limit: Period = fact("到场时限")


class WhistleRecordFacts(AnswerFacts):
    """吹哨处置单: when it was answered, when who came, what was done, how it ended, what the township says of it."""

    asks: Text = fact("事项内容")
    place: Text = fact("地点")
    part_of: Matter | None = maybe("吹哨事项")
    sheet_number: Text | None = maybe("吹哨单编号")
    moments: dict[str, AwareDatetime] = fact("应哨和到场时间")
    people: Text = fact("到场人员")
    outcome: Text = fact("处置结果")
    measures: Text = fact("处置措施")
    follow_up: Text | None = maybe("后续安排")
    rating: int = fact("镇街评分")
    comment: Text | None = maybe("评价意见")


class CorrectionFacts(FormalFacts):
    """责令改正通知书: which facts, which clause, what to correct until when, what follows otherwise."""

    facts: Text = Field(title="违法事实", validation_alias=AliasChoices("facts", "finding"))
    basis: Text = fact("依据条款")
    demands: Text = fact("改正内容和要求")
    measures: Text | None = maybe("当场采取的措施")
    place: Text | None = maybe("地点")
    due_on: date = fact("改正期限")
    previous_order: Text | None = maybe("前次责令改正通知书文号")
