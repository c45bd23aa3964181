"""The facts of letters that supervise: from the reminder to accountability, with proof of service and interview."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from letters.facts import FormalFacts, Period, Text, Texts, fact, maybe


class ReminderFacts(FormalFacts):
    """催办单: which case stands where, since when it is due, until when to act."""

    stage: Text = fact("当前环节")
    overdue_on: date = fact("原到期日")
    overdue_days: int = Field(title="逾期工作日数", ge=0)
    reply_limit: Period | None = maybe("回复时限")
    demands: Texts | None = maybe("催办要求")


class UrgingFacts(FormalFacts):
    """督办函: the delay or defect, on which basis, what is demanded until when, what follows otherwise."""

    facts: Text = fact("逾期或存在问题的事实")
    basis: Text = fact("督办依据")
    demands: Texts = fact("督办要求")
    consequence: Text = fact("逾期后果")
    contact: Text = fact("联系人")
    reply_limit: Period = fact("回复时限")
    supervised_cases: Texts | None = maybe("被督办事项")
    previous_number: Text | None = maybe("此前文书文号")


class OpinionFacts(FormalFacts):
    """行政执法监督意见书: facts and proof, what is violated, the opinion, the correction, report and objection."""

    origin: Text = fact("监督来源")
    facts: Text = fact("查明的事实")
    proof: Texts | None = maybe("证据")
    violated: Text = fact("违反的规定")
    basis: Text = fact("监督依据")
    opinion: Text = fact("监督意见")
    demands: Texts = fact("整改要求")
    correct_limit: Period = fact("整改期限")
    objection_limit: Period | None = maybe("异议期限")
    review_limit: Period | None = maybe("复查期限")
    objection_to: Text | None = maybe("异议受理机关")
    supervisors: Texts | None = maybe("监督人员")
    previous_number: Text | None = maybe("此前文书文号")
    unmet: Text | None = maybe("此前文书未落实的要求")
    contact: Text = fact("联系人")

    @model_validator(mode="after")
    def _cites_what_was_not_met(self) -> Self:
        if self.previous_number and not self.unmet:
            raise ValueError("引用此前文书的，应当写明其未落实的要求")
        return self


class DecisionFacts(OpinionFacts):
    """行政执法监督决定书: as the opinion, with the opinion that was not followed and what is decided."""

    previous_number: Text = fact("监督意见书文号")
    unmet: Text = fact("未按监督意见整改的情况")
    decision_type: Text = fact("决定类型")
    effect: Text = fact("对原行政行为的效力")
    remedies: Texts | None = maybe("补救措施")
    approved_by: Text | None = maybe("批准机关")


class ReviewFacts(FormalFacts):
    """异议复查答复: which letter was objected to and why, what the review found, how it ends."""

    reasons: Text = fact("异议理由")
    findings: Text = fact("复查查明的情况")
    conclusion: Text = fact("复查结论及理由")
    ends_as: Text = fact("复查结果")
    reviewed_title: Text | None = maybe("所涉文书名称")
    reviewed_number: Text | None = maybe("所涉文书文号")


class ServiceFacts(FormalFacts):
    """送达回证: what was served on whom, where, when, how, by whom, and who signed."""

    served_title: Text = fact("送达文书名称")
    served_number: Text = fact("送达文书文号")
    way: Text = fact("送达方式")
    place: Text = fact("送达地点")
    served_on: date | None = maybe("送达日期")
    received_by: Text | None = maybe("收件人")
    refusal_reason: Text | None = maybe("拒收事由")
    witness: Text | None = maybe("见证人")
    note: Text | None = maybe("备注")


class InterviewFacts(FormalFacts):
    """约谈记录: who spoke with whom, when, where and why, what was said and promised until when."""

    interview_at: Text = fact("约谈时间")
    place: Text = fact("约谈地点")
    interviewers: Texts = Field(title="约谈人", min_length=2)
    interviewee: Text = fact("被约谈人")
    interviewee_post: Text | None = maybe("被约谈人职务")
    recorder: Text = fact("记录人")
    reason: Text = fact("约谈事由")
    record: Text = fact("谈话内容")
    commitments: Texts = fact("整改承诺")
    commitment_due_on: date | None = maybe("承诺完成日期")


class CircularFacts(FormalFacts):
    """通报: what happened, how it is judged, on which basis, what all have to do."""

    facts: Text = fact("通报事实")
    basis: Text = fact("依据")
    decision: Text = fact("通报决定")
    demands: Texts = fact("工作要求")
    problems: Texts | None = maybe("存在的问题")


class AccountabilityFacts(FormalFacts):
    """移送问责函: whose failure is handed on, with the letters that went before and what is suggested."""

    facts: Text = fact("事实")
    basis: Text = fact("依据")
    previous_number: Text = fact("此前文书文号")
    suggestion: Text = fact("处理建议")
    contact: Text = fact("联系人")
