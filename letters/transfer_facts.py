"""The facts of letters about clues: 线索移送函, its 回执 in three parts, 行政执法协调意见书."""

from datetime import date

from letters.facts import FormalFacts, Text, Texts, fact, maybe


class TransferFacts(FormalFacts):
    """线索移送函: what was found where, on whom, why it is not ours and is theirs, what was done, what is asked."""

    source: Text = fact("线索来源")
    discovered_on: date = fact("发现日期")
    discovered_at_place: Text = fact("发现地点")
    coordinates: Text | None = maybe("经纬度")
    suspect_name: Text = fact("涉嫌当事人")
    suspect_code: Text | None = maybe("统一社会信用代码或证件号")
    suspect_address: Text | None = maybe("当事人地址")
    suspect_phone: Text | None = maybe("当事人联系电话")
    facts: Text = fact("违法事实")
    item: Text = fact("涉嫌违反的事项和条款")
    why_not_own: Text = fact("移送理由")
    measures_taken: Text | None = maybe("已采取的措施")
    risk: Text | None = maybe("风险提示")
    reply_demanded: Text | None = maybe("反馈要求")
    handler_certificate: Text | None = maybe("经办人执法证号")
    approved_by: Text = fact("审批负责人")
    paper_received_on: date | None = maybe("纸质移送签收日期")
    paper_reason: Text | None = maybe("补录理由")
    explanation: Text | None = maybe("改送说明")


class ReceiptFacts(FormalFacts):
    """回执 of any part: which letter it answers."""

    transfer_number: Text | None = maybe("移送函文号")
    remarks: Text | None = maybe("备注")


class SignFacts(ReceiptFacts):
    """Part 1, 签收: who received how much."""

    pages: int | None = maybe("材料页数")
    note: Text | None = maybe("备注")


class AcceptanceFacts(ReceiptFacts):
    """Part 2, 审查决定: accepted, by whom it is handled."""

    handler_name: Text = fact("承办人")
    expected_on: date | None = maybe("预计反馈日期")


class SupplementFacts(ReceiptFacts):
    """Part 2, 审查决定: returned; everything that is missing is told at once."""

    missing: Texts = fact("缺少的材料")
    explanation: Text = fact("说明")


class RefusalFacts(ReceiptFacts):
    """Part 2, 审查决定: refused, with ground, basis and the body that is competent instead."""

    ground: Text = fact("不予接收理由")
    basis: Text = fact("法律依据")
    suggested_body: Text = fact("建议承接单位")
    explanation: Text | None = maybe("说明")


class FilingFacts(ReceiptFacts):
    """Part 3, 办理结果: filed or not, and why."""

    outcome: Text | None = maybe("核查结论")
    filing_no: Text | None = maybe("立案号")
    reasons: Text | None = maybe("理由")
    summary: Text = fact("反馈内容")


class ResultFacts(ReceiptFacts):
    """Part 3, 办理结果: what was decided."""

    result: Text | None = maybe("处理结果")
    decision_no: Text | None = maybe("决定书文号")
    decided_on: date | None = maybe("决定日期")
    publication_link: Text | None = maybe("公示链接")
    summary: Text = fact("反馈内容")


class CoordinationFacts(FormalFacts):
    """行政执法协调意见书: the dispute, what each said, who has to act, why, until when."""

    receiver: Text | None = maybe("指定的承接单位")
    reasons: Text = fact("理由")
    basis: Text | None = maybe("依据")
    positions: Texts | None = maybe("各方意见")
