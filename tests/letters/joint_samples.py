"""Realistic facts for the letters of departments that work together; every firm, person and certificate is invented."""

from typing import Any

URBAN = "重庆市渝北区城市管理综合行政执法支队"
SUPERMARKET_REGULATOR = "重庆市渝北区市场监督管理局"
FIRE = "重庆市渝北区消防救援支队"
HEALTH = "重庆市渝北区卫生健康综合行政执法支队"
TOWNSHIP = "重庆市渝北区人民政府双龙湖街道办事处"
FIRM = "重庆市渝北区巴味人家餐饮有限公司"

LIMITS: dict[str, Any] = {
    "ASSIST_REPLY": {
        "value": 5, "unit": "WD", "basis": "《安阳市城市管理综合执法条例》第三十五条", "confidence": "H",
    },
    "ASSIST_URGENT": {"value": 24, "unit": "HR", "basis": None, "confidence": "C"},
    "WHISTLE_ANSWER": {"value": 10, "unit": "MIN", "basis": None, "confidence": "C"},
    "WHISTLE_ARRIVE": {"value": 30, "unit": "MIN", "basis": None, "confidence": "C"},
}  # fmt: skip
_PHOTO = {"name": "消防通道现场照片.jpg", "hash": "9f2c4e7a01b35d88" * 4, "size": 814523}
_CASE: dict[str, Any] = {
    "on": "2026-06-10",
    "parties": {},
    "officer": "何泽宇",
    "certificate_no": "22112804001",
    "due_on": "2026-06-25",
    "limits": LIMITS,
    "evidence": [],
}


def _letter(number: str, issuer: str, addressee: str, **more: Any) -> dict[str, Any]:
    return _CASE | {"number": number, "issuer": issuer, "addressee": addressee} | more


_ASSIST: dict[str, Any] = {
    "case_number": "XZ-500112-20260610-0002",
    "case_title": "核查露天烧烤摊主备案信息",
    "opening": {
        "matter": "紫薇路夜市外围露天烧烤扰民案",
        "asks": "1. 提供蒲某食品摊贩备案卡登记信息（姓名、身份证号、住址、有效期），加盖公章的复印件一份；\n"
        "2. 说明该摊贩2025年以来接受食品安全检查和处罚的情况，以书面形式答复。",
        "ground": "所必需的文书、资料、信息为对方掌握",
        "legal_basis": "《中华人民共和国行政处罚法》第二十六条",
        "reasons": "当事人拒绝提供身份证件，其备案信息由你单位登记保管，我单位无法自行调取；不能确定当事人身份，案件不能立案。",
        "urgency": "紧急",
        "confidentiality": "所提供的个人信息仅用于本案办理，不得向无关人员透露",
        "contact": "何泽宇 023-67000000",
    },
}
_WHISTLE: dict[str, Any] = {
    "case_number": "BD-500112-20260610-0001",
    "case_title": "小区消防通道被堵：应哨报到",
    "part_of": {
        "number": "CS-500112-20260610-0001", "title": "小区消防通道被堵", "scenario": "应急处置哨", "opening": {}, "evidence": [_PHOTO],
    },
    "opening": {
        "asks": "锦程苑3栋消防通道被4辆私家车堵死，楼上住户反映有烟，车主电话无人接听。\n物业已疏散低层住户。",
        "place": "双龙湖街道龙山大道锦程苑3栋", "contact": "值班长 023-00000000", "risk": "重大",
    },
}  # fmt: skip
_INSPECTION: dict[str, Any] = {
    "case_number": "ZHC-500112-20260610-0003",
    "case_title": "巴味人家餐饮2026年第二季度联合检查",
    "inspection_code": "500112SCJG0000JC202606100000038", "planned_visits": 0, "triggered_visits": 1, "yearly_cap": 1,
    "opening": {
        "object": FIRM, "credit_code": "91500112MA5U0007X7", "address": "双龙湖街道龙山大道118号附3号",
        "trigger": "计划内检查", "trigger_basis": "渝北区2026年度联合检查计划第27号", "grade": "B级",
        "window_from": "2026-06-15", "window_to": "2026-06-26", "notice": "事先通知",
        "focus": "后厨燃气报警装置和油烟净化设施的运行、清洗记录",
    },
    "participants": [
        {"name": SUPERMARKET_REGULATOR, "checks": [
            "食品经营许可证和从业人员健康证明（《中华人民共和国食品安全法》第三十五条、第四十五条）",
            "食品原料进货查验记录（《中华人民共和国食品安全法》第五十三条）",
            "特种设备（压力容器、电梯）使用登记和定期检验（《中华人民共和国特种设备安全法》第三十三条、第四十条）",
        ]},
        {"name": FIRE, "checks": ["疏散通道、安全出口畅通（《中华人民共和国消防法》第二十八条）", "灭火器、自动灭火装置完好有效"]},
        {"name": URBAN, "checks": [
            "油烟净化设施安装和正常使用（《中华人民共和国大气污染防治法》第八十一条）", "餐厨垃圾收运协议", "受托代查：餐具消毒记录",
        ]},
    ],
}  # fmt: skip
_ASK = {"assistants": 2, "equipment": "执法记录仪3台、可燃气体检测仪1台", "contact": "段梦洁 023-67000001"}
_FOUND = [
    {
        "body": FIRE, "item": "疏散通道、安全出口畅通", "result": "现场改正",
        "facts": "二楼安全出口内侧堆放折叠桌12张，遮挡疏散指示标志；当场清除。",
    },
    {
        "body": URBAN, "item": "油烟净化设施安装和正常使用", "result": "责令限期改正",
        "facts": "净化器一组电场断电停用，近三个月没有清洗记录，排烟口朝向居民楼，距离最近窗户约8米。",
    },
]  # fmt: skip

JOINT_SAMPLES: dict[str, dict[str, Any]] = {
    "assistance-letter": _letter(
        "渝北城执协函〔2026〕2号", URBAN, SUPERMARKET_REGULATOR, **_ASSIST, form={}, evidence=[_PHOTO]
    ),
    "assistance-reply": _letter(
        "渝北市监协复〔2026〕1号", SUPERMARKET_REGULATOR, URBAN, **_ASSIST, ends_as="部分协助", officer="段梦洁",
        request_number="渝北城执协函〔2026〕2号", certificate_no=None,
        evidence=[_PHOTO, {"name": "备案卡复印件.pdf", "hash": "77de01c2a4b6985f" * 4, "size": 402331, "is_enclosed": True}],
        form={
            "content": "该摊贩备案登记人为蒲某，备案卡编号渝北摊备2025-0381，有效期至2027年3月；登记信息复印件一份随函附送。",
            "missing": "2025年以前的检查记录已移交档案馆，须另行调取，预计需要五个工作日。",
        },
    ),
    "whistle-sheet": _letter(
        "渝北双龙湖哨〔2026〕5号", TOWNSHIP, FIRE, **_WHISTLE, form={}, due_at="2026-06-10T01:40:00+00:00",
        moments={"open": "2026-06-10T01:30:00+00:00"}, officer="石俊",
    ),
    "whistle-record": _letter(
        "渝北双龙湖哨处〔2026〕3号", TOWNSHIP, FIRE, **_WHISTLE, sheet_number="渝北双龙湖哨〔2026〕5号", officer="石俊",
        moments={
            "open": "2026-06-10T01:30:00+00:00", "answer": "2026-06-10T01:34:00+00:00", "arrive": "2026-06-10T01:52:00+00:00",
            "report": "2026-06-10T04:10:00+00:00", "accept": "2026-06-10T07:00:00+00:00",
        },
        data={
            "answer": {"people": "程伟等2人"}, "arrive": {"people": "程伟、罗文涛、石磊"},
            "report": {
                "outcome": "已解决", "follow_up": "六月底前会同物业完成通道标线和禁停标志设置。",
                "measures": "排查起烟点，确认系三楼住户厨房干烧，已断气通风；\n联系车主移车3辆，拖移1辆，通道恢复畅通。",
            },
        },
        form={"rating": 5, "comment": "到场迅速，处置得当。"},
    ),
    "inspection-task": _letter(
        "渝北市监检任〔2026〕7号", SUPERMARKET_REGULATOR, SUPERMARKET_REGULATOR, **_INSPECTION, data={"ask": _ASK},
        form={"opinion": "同意。注意不影响午市经营。"}, officer="秦天佑",
    ),
    "inspection-notice": _letter(
        "渝北市监检通〔2026〕7号", SUPERMARKET_REGULATOR, FIRM, **_INSPECTION,
        data={"ask": _ASK, "approve": {"opinion": "同意"}},
        form={"served_on": "2026-06-10", "way": "电子送达", "visit_at": "2026-06-16T06:30:00+00:00"},
    ),
    "inspection-record": _letter(
        "渝北城执检笔〔2026〕11号", URBAN, FIRM, case_number="JC-500112-20260616-0009",
        case_title="巴味人家餐饮2026年第二季度联合检查：现场检查", on="2026-06-16",
        opening={
            "place": "双龙湖街道龙山大道118号附3号", "code": "500112SCJG0000JC202606100000038",
            "checks": _INSPECTION["participants"][2]["checks"], "object": FIRM,
        },
        part_of={
            "number": _INSPECTION["case_number"], "title": _INSPECTION["case_title"], "scenario": "餐饮单位综合查一次",
            "opening": _INSPECTION["opening"],
        },
        moments={"record": "2026-06-16T08:05:00+00:00"}, found=_FOUND[1:],
        form={
            "officers": ["罗文涛，22112806003", "石俊，22112806011"], "began_at": "2026-06-16T06:40:00+00:00",
            "outcome": "发现问题，责令限期改正", "firm_signed": "店长蒲晓在场，核对无误并签名。",
            "summary": "执法人员在店长蒲晓陪同下检查后厨、排烟系统和餐厨垃圾存放点。\n"
            "餐厨垃圾收运协议有效期至2026年12月，收运台账完整；餐具消毒记录齐全。",
        },
    ),
    "inspection-result": _letter(
        "渝北市监检告〔2026〕6号", SUPERMARKET_REGULATOR, FIRM, **_INSPECTION | {"on": "2026-06-18"}, found=_FOUND,
        data={
            "approve": {}, "begin": {"began_on": "2026-06-16"},
            "gather": {"summary": "三个部门一次入企，检查8项，发现问题2项，其中现场改正1项、责令限期改正1项，其余事项未发现问题。"},
        },
        form={"told_on": "2026-06-18", "receiver": "蒲晓"},
    ),
    "correction-order": _letter(
        "渝北城执责改〔2026〕9号", URBAN, FIRM, case_number="ZG-500112-20260618-0004", officer="罗文涛", certificate_no="22112806003",
        case_title="巴味人家餐饮2026年第二季度联合检查：问题整改", on="2026-06-18",
        opening={"place": "双龙湖街道龙山大道118号附3号"},
        form={
            "addressee": FIRM, "facts": _FOUND[1]["facts"], "basis": "《中华人民共和国大气污染防治法》第八十一条第一款",
            "demands": "1. 修复停用的电场，保证油烟净化设施与排风机同步运行；\n2. 每月清洗一次净化设施并保存记录；\n3. 调整排烟口朝向。",
            "measures": "当场责令停用未接入净化设施的二号炉灶", "served_on": "2026-06-18",
        },
    ),
}  # fmt: skip
"""Facts for each kind."""
