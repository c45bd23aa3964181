"""Realistic facts for every kind of letter; every firm, person and certificate is invented."""

from typing import Any

from tests.letters.joint_samples import JOINT_SAMPLES

LIMITS: dict[str, Any] = {
    "URGE_REPLY": {"value": 2, "unit": "WD", "basis": None, "confidence": "C"},
    "SUPERVISE_URGE_REPLY": {"value": 10, "unit": "WD", "basis": None, "confidence": "C"},
    "SUPERVISE_OPINION_CORRECT": {
        "value": 30, "unit": "ND", "basis": "《山东省行政执法监督条例》第二十八条", "confidence": "M",
    },
    "SUPERVISE_DECISION_REPORT": {
        "value": 30, "unit": "ND", "basis": "《山东省行政执法监督条例》第二十九条", "confidence": "M",
    },
    "SUPERVISE_OBJECTION": {
        "value": 10, "unit": "WD", "basis": "《重庆市行政执法监督条例》第二十一条", "confidence": "H",
    },
    "SUPERVISE_OBJECTION_REVIEW": {
        "value": 15, "unit": "WD", "basis": "《重庆市行政执法监督条例》第二十一条", "confidence": "H",
    },
}  # fmt: skip
MARKET = "重庆市渝北区市场监督管理局"
CITY = "重庆市渝北区城市管理综合行政执法支队"
JUSTICE = "重庆市渝北区司法局"
GOVERNMENT = "重庆市渝北区人民政府"

_CASE: dict[str, Any] = {
    "on": "2026-02-05",
    "case_number": "XS-500112-20260205-0012",
    "case_title": "紫薇路夜市外围露天烧烤扰民",
    "parties": {"sender": MARKET, "receiver": CITY, "coordinator": JUSTICE},
    "officer": "何泽宇",
    "certificate_no": "22112804001",
    "due_on": "2026-02-06",
    "limits": LIMITS,
    "evidence": [
        {"name": "投诉工单汇总.txt", "hash": "9f2c4e7a01b35d88" * 4, "size": 14523},
        {"name": "夜间现场照片说明.txt", "hash": "03ab7c9944e1f2d0" * 4, "size": 8211},
        {"name": "食品摊贩备案卡复印件.pdf", "hash": "77de01c2a4b6985f" * 4, "size": 402331},
    ],
}
_OPENING: dict[str, Any] = {
    "source": "12345热线",
    "discovered_on": "2026-01-30",
    "discovered_at_place": "回兴街道紫薇路与服装城大道交叉口人行道",
    "coordinates": "106.6018,29.6832",
    "suspect_name": "“老灶台”烧烤摊（经营者自称蒲某，未出示证件）",
    "suspect_code": None,
    "suspect_address": "回兴街道紫薇路与服装城大道交叉口人行道（流动摊位，无固定门店）",
    "suspect_phone": "139****2107",
    "facts": "我局核查夜市食品经营户时发现，该摊位位于街道划定的夜市摆卖区域之外，每日21时至次日2时在人行道上使用木炭"
    "烤炉露天烧烤，未安装任何油烟净化设施。摊位使用折叠桌9张、塑料凳36张，占用人行道长约14米、宽约3米，行人须借用非机动车道通行。\n"
    "近一个月12345热线收到临近居民投诉9件，反映油烟直排、深夜喧哗、污水倾倒雨水口等问题。执法人员于1月30日、2月2日、2月4日"
    "三次到场，均发现该摊位正常经营；经营者承认没有清洗雨水口，也未与环卫单位签订餐厨垃圾收运协议。\n"
    "该摊主持有食品摊贩备案卡，从业人员健康证明在有效期内，食品经营环节未见其他问题。",
    "item": "在政府禁止的区域内露天烧烤食品（《中华人民共和国大气污染防治法》第八十一条第三款、第一百一十八条第三款）；"
    "占用城市道路设摊经营（《重庆市市容环境卫生管理条例》第十八条）",
    "why_not_own": "摊位处于划定经营区域之外，我局仅负责食品经营备案和食品安全监管；露天烧烤、占道经营的处罚事项由城市管理综合"
    "行政执法支队行使，列入《渝北区城市管理综合行政执法事项清单》。我局已于1月30日完成职责比对，认为该线索应当移送你单位处理。",
    "measures_taken": "已当场告知摊主不得在划定区域外经营，复制其备案卡附卷，并请回兴街道协助劝离占道桌凳",
    "risk": "摊位与最近居民楼窗户直线距离约9米，近期投诉明显增多，春节前后夜间人流增加，存在引发群体性投诉和火灾的风险",
    "urgency": "紧急",
    "reply_demanded": "请于签收后反馈承办人，并在作出立案决定后五个工作日内反馈立案和处理情况，以便回复12345热线",
    "handler_certificate": "22112804001",
    "approved_by": "段梦洁",
    "evidence": ["a", "b"],
}


def _letter(number: str, issuer: str, addressee: str, **more: Any) -> dict[str, Any]:
    return _CASE | {"number": number, "issuer": issuer, "addressee": addressee} | more


_SUPERVISED: dict[str, Any] = {
    "case_number": "DB-500112-20260302-0003",
    "officer": "游立群",
    "certificate_no": "22112802001",
    "copies": ["区政府办公室", "区纪委监委机关", "区城市管理局"],
    "evidence": [],
}
_LONG_FACTS = (
    "2026年2月5日，区市场监督管理局以渝北市监移函〔2026〕12号向你单位移送“紫薇路夜市外围露天烧烤扰民”线索。"
    "你单位应当于2月6日前签收、于2月11日前作出审查决定，截至3月2日仍未签收，累计逾期十六个工作日，系统先后发出黄灯提示一次、"
    "催办单二次，你单位均未回复，也未说明理由或者申请延期。\n"
    "其间，12345热线又收到同一地点投诉11件，其中重复投诉7件；2月20日夜间该摊位因木炭余火引燃遮阳篷，回兴街道应急分队到场处置，"
    "未造成人员伤亡。该事项涉及群众反映强烈的突出问题，逾期未办已经造成不良影响。"
)
_DEMANDS = [
    "立即签收该线索，指定两名持证执法人员承办，并于两个工作日内到现场核查，对仍在经营的占道烧烤摊位依法处理",
    "对照执法事项清单核对本单位职责，凡属本单位事项的，不得以职责不清为由拖延或者再次转送",
    "逐件核查2026年1月以来移送线索的签收、审查和反馈情况，形成清单，明确责任人和完成时间",
    "查明逾期原因，对收文、登记、分办环节存在的问题制定整改措施，完善值班签收制度",
]

SAMPLES: dict[str, dict[str, Any]] = {
    "transfer-letter": _letter("渝北市监移函〔2026〕12号", MARKET, CITY, opening=_OPENING, form={}),
    "receipt": _letter(
        "渝北城执移回〔2026〕3号", CITY, MARKET, opening=_OPENING,
        form={"pages": 14, "note": "纸质材料与电子材料一致"}, officer="罗文涛", certificate_no="22112806003",
    ),
    "acceptance": _letter(
        "渝北城执移回〔2026〕4号", CITY, MARKET, form={"handler_name": "罗文涛、石俊", "expected_on": "2026-03-06"},
        due_on="2026-03-05", transfer_number="渝北市监移函〔2026〕12号",
    ),
    "supplement-notice": _letter(
        "渝北城执移回〔2026〕5号", CITY, MARKET, due_on="2026-02-12",
        form={
            "missing": ["缺少证据", "当事人身份不明", "地点不明确"],
            "explanation": "现场照片未附拍摄人和拍摄时间；经营者身份仅有自称姓氏，请补充备案卡记载的身份信息；"
            "请在附图上标明摊位与划定经营区域边界的距离。",
        },
    ),
    "refusal": _letter(
        "渝北城执移回〔2026〕6号", CITY, MARKET,
        form={
            "ground": "不属于本单位执法事项", "basis": "《重庆市渝北区乡镇（街道）赋权执法事项目录》第37项",
            "suggested_body": "重庆市渝北区人民政府回兴街道办事处",
            "explanation": "占道经营事项已赋权街道并公布，请移送回兴街道办事处；本单位可以协助现场鉴别。",
        },
    ),
    "filing-feedback": _letter(
        "渝北城执移回〔2026〕7号", CITY, MARKET,
        form={"summary": "已于2月26日立案，并责令当事人停止违法行为、限期清除占道物品；两名执法人员正在调查取证。"},
        data={"decide": {"outcome": "立案", "filing_no": "渝北城执立〔2026〕41号", "reasons": "违法事实清楚，属于本单位职责。"}},
    ),
    "result-feedback": _letter(
        "渝北城执移回〔2026〕8号", CITY, MARKET,
        form={"summary": "当事人已缴纳罚款，摊位迁入划定区域，连续三晚复查未见占道和露天烧烤。"},
        data={"close-case": {"result": "作出行政处罚", "decision_no": "渝北城执罚决〔2026〕19号", "summary": "罚款二千元"}},
    ),
    "coordination-opinion": _letter(
        "渝北执协〔2026〕2号", JUSTICE, CITY, officer="游立群", certificate_no=None,
        form={
            "receiver": CITY,
            "reasons": "摊位位于城市道路人行道，占道经营和露天烧烤的处罚权已由市人民政府批准集中行使，并列入城市管理综合"
            "行政执法事项清单；街道赋权目录仅包括背街小巷范围内的占道经营，不包括主干道两侧。双方对事实没有争议，分歧在于对赋权目录"
            "第37项适用范围的理解。\n协调中已征求区委编办和区城市管理局意见，均认为主干道两侧由综合行政执法支队查处。",
            "basis": "《中华人民共和国行政处罚法》第二十五条；《渝北区城市管理综合行政执法事项清单》第12项",
        },
        positions=[
            f"{MARKET}认为，该摊位处于划定区域之外，属于占道经营，应由综合行政执法支队查处",
            f"{CITY}认为，占道经营已赋权街道，应由回兴街道办事处查处",
        ],
    ),
    "reminder": _letter(
        "渝北执催〔2026〕7号", JUSTICE, CITY, officer="游立群", stage="待签收", overdue_on="2026-02-06",
        overdue_days=2, demands=["立即登录系统签收", "说明逾期原因"],
    ),
    "urging-letter": _letter(
        "渝北执督函〔2026〕3号", JUSTICE, CITY, **_SUPERVISED,
        case_title="逾期未签收夜市露天烧烤线索移送事项",
        opening={
            "origin": "逾期自动立案", "facts": _LONG_FACTS,
            "basis": "《行政执法监督条例》和渝北区行业监管与综合行政执法协同联动工作制度",
        },
        data={
            "draft": {
                "demands": _DEMANDS,
                "consequence": "逾期未办理或者未回复的，将约谈你单位主要负责人，并依法制发行政执法监督意见书",
                "contact": "游立群",
            },
        },
        phone="023-67000000", form={"note": "同意"}, supervised_cases=["XS-500112-20260205-0012"],
    ),
    "supervision-opinion": _letter(
        "渝北执监意〔2026〕9号", JUSTICE, CITY, **_SUPERVISED,
        opening={"origin": "督办事项未落实情况", "facts": _LONG_FACTS, "basis": "《行政执法监督条例》《重庆市行政执法监督条例》第十四条"},
        data={
            "draft": {
                "demands": _DEMANDS, "contact": "游立群", "consequence": "依法作出监督决定",
                "violated": "行政机关应当依法履行法定职责，对移送的线索及时审查、处理并反馈",
                "opinion": "你单位对属于本单位职责的线索逾期不签收、不审查、不反馈，属于不履行法定职责，应当予以纠正。",
                "proof": ["渝北市监移函〔2026〕12号及系统送达记录", "催办单二份及系统签收日志", "12345热线投诉工单11件"],
            },
        },
        previous_number="渝北执督函〔2026〕3号", unmet="立即签收该线索并于两个工作日内到现场核查",
        supervisors=["游立群（执法监督证号：22112802001）", "田晓燕（执法监督证号：22112802005）"], form={},
    ),
    "supervision-decision": _letter(
        "渝北执监决〔2026〕1号", JUSTICE, CITY, **_SUPERVISED,
        opening={"origin": "监督意见落实情况核查", "facts": _LONG_FACTS, "basis": "《行政执法监督条例》《重庆市行政执法监督条例》第十四条"},
        data={
            "draft": {
                "demands": _DEMANDS, "contact": "游立群", "consequence": "通报",
                "violated": "行政机关应当依法履行法定职责，对移送的线索及时审查、处理并反馈",
                "opinion": "你单位收到监督意见书后，未在规定期限内完成整改，也未申请复查，其不作为状态持续存在。",
                "decision_type": "责令限期履行法定职责", "effect": "确认逾期未签收、未审查的行为违法，该确认不影响线索继续办理",
                "remedies": ["对投诉群众逐件回访并说明处理进展", "对现场火灾隐患先行排除"],
            },
        },
        previous_number="渝北执监意〔2026〕9号", unmet="你单位逾期仍未签收线索，也未报告整改情况",
        approved_by=GOVERNMENT, supervisors=["游立群", "田晓燕"], form={},
    ),
    "review-answer": _letter(
        "渝北执复〔2026〕1号", JUSTICE, CITY, **_SUPERVISED | {"copies": [], "case_number": "FC-500112-20260312-0001"},
        case_title="异议复查：逾期未签收夜市露天烧烤线索移送事项",
        opening={
            "reasons": "该线索所在点位已赋权街道，我单位并非承办主体；系统提示未送达值班电话，逾期不应全部归责于我单位。",
        },
        form={
            "findings": "经调取系统日志，催办单和督办函均在制发当日送达你单位工作台，有登录查看记录。赋权目录第37项限于背街小巷，"
            "该点位位于主干道人行道。\n你单位值班电话变更未报备，属内部管理原因。",
            "conclusion": "监督意见书认定事实清楚，适用依据正确。你单位提出的理由不影响逾期事实的认定，异议不成立。",
        },
        ends_as="维持原文书", reviewed_title="行政执法监督意见书", reviewed_number="渝北执监意〔2026〕9号",
    ),
    "service-proof": _letter(
        "渝北执送〔2026〕5号", JUSTICE, CITY, **_SUPERVISED | {"copies": []}, served_title="督办函", served_number="渝北执督函〔2026〕3号",
        form={"way": "直接送达", "served_on": "2026-03-03", "received_by": "石俊", "place": "渝北区城市管理综合行政执法支队收发室"},
    ),
    "interview-record": _letter(
        "渝北执谈〔2026〕1号", JUSTICE, CITY, **_SUPERVISED | {"copies": []}, interview_at="2026年3月20日9时30分至10时40分",
        place="渝北区司法局三楼会议室", interviewers=["吴颖", "游立群"], interviewee="石俊", interviewee_post="支队副支队长",
        recorder="田晓燕", reason="督办函逾期未回复，移送线索长期未签收",
        record="吴颖：今天依法对你单位进行约谈。请说明渝北执督函〔2026〕3号未按期回复的原因。\n"
        "石俊：收文登记由聘用人员负责，人员离岗后未及时交接，系统待办无人处理，直至接到约谈通知才发现，责任在我单位。\n"
        "游立群：系统先后发出黄灯提示和两次催办，短信同时发送至值班电话，为何没有处置？\n"
        "石俊：值班电话号码变更后未在系统更新，提示没有收到。我单位已经更正联系方式，并明确两名专人负责签收。\n"
        "吴颖：请对群众反映的占道烧烤问题尽快到场处理，并对其他逾期线索一并清理。\n"
        "石俊：支队今晚即组织执法，其余三件逾期线索本周内全部签收并反馈。",
        commitments=["当日签收涉案线索并于当晚组织现场执法", "三日内清理全部逾期线索", "建立签收值班制度并报司法局备案"],
        commitment_due_on="2026-03-27", form={},
    ),
    "circular": _letter(
        "渝北执监督〔2026〕1号", GOVERNMENT, "各镇人民政府、街道办事处，区级各行政执法部门", **_SUPERVISED,
        case_title="部分单位逾期办理移送线索情况", publication="此件公开发布",
        facts=_LONG_FACTS.replace("你单位", "区城市管理综合行政执法支队"),
        problems=["签收制度不落实，待办事项无人值守", "职责意识不强，遇到边界事项等待观望", "对监督文书重视不够，逾期不回复"],
        basis="《重庆市行政执法责任制条例》和《渝北区行政执法工作考核办法》",
        decision="对区城市管理综合行政执法支队予以通报批评，责令其向区人民政府作出书面检查，并在年度考核中按照规定扣分。",
        demands=_DEMANDS,
    ),
    "accountability-letter": _letter(
        "渝北执问函〔2026〕1号", JUSTICE, "重庆市渝北区监察委员会", **_SUPERVISED | {"evidence": _CASE["evidence"]},
        case_title="拒不执行行政执法监督决定", previous_number="渝北执监决〔2026〕1号",
        facts=_LONG_FACTS, basis="《重庆市行政执法监督条例》第十七条",
        suggestion="建议对该单位主要负责人和直接责任人员的履职情况进行调查，依规依纪依法处理。", contact="游立群", phone="023-67000000",
    ),
    **JOINT_SAMPLES,
}  # fmt: skip
