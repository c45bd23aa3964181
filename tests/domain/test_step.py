"""The life of a case: what opens it, what moves it, what is refused and in which words."""

from typing import Any

import pytest

from domain.act import SYSTEM, Act, Actor, by_engine
from domain.built_in import BUILT_IN, OVERDUE, REDATE, Who
from domain.case import Case, CaseClosed, NotNow, NotOpenHere, OldPage, UsedUp, holder
from domain.clock import ClockNotSuspended, ExtensionNotAllowed, ExtensionTooLong
from domain.form import FormInvalid
from domain.ladder import Recipient
from domain.made_step import Notice
from domain.parties import PartiesWrong
from domain.procedure import Definition
from domain.refusal import Refusal
from domain.step import take
from tests.domain.dates import at
from tests.domain.transfers import COORDINATOR, FORMS, OTHER, PEOPLE, RECEIVER, SENDER, acted, opened, walked

NOW = at("2026-03-02 10:00")
SIGN, ACCEPT, REFUSE = ("yubei.cg", "sign"), ("yubei.cg", "accept"), ("yubei.cg", "refuse")
REDIRECT, CONTEST = ("yubei.scjg", "redirect"), ("yubei.scjg", "contest")
DESIGNATE = ("yubei.sfj.leader", "designate")
SUPPLEMENT, RESUBMIT = ("yubei.cg", "supplement"), ("yubei.scjg", "resubmit")
DECIDE, FILING = ("yubei.cg", "decide"), ("yubei.cg", "feedback-filing")


class TestOpening:
    def test_a_case_opens_with_its_first_entry(self, clue_transfer: Definition) -> None:
        step = opened(clue_transfer, at=NOW)

        assert (step.action, step.stage_from, step.stage_to, step.letter) == (
            "open",
            None,
            "sent",
            "transfer-letter",
        )
        assert (step.case.seq, step.case.moved_seq, step.case.moved_by) == (1, 1, "yubei.scjg")
        assert step.case.clock is not None
        assert (step.case.clock.started_at, step.case.clock.limit.code) == (NOW, "TRANSFER_SIGN")

    def test_the_first_limit_whose_condition_holds_applies(self, clue_transfer: Definition) -> None:
        clock = opened(clue_transfer, at=NOW, urgency="urgent").case.clock

        assert clock is not None
        assert clock.limit.code == "TRANSFER_SIGN_URGENT"

    @pytest.mark.parametrize("title", ["", "  ", "字" * 201, "线索\x00"])
    def test_a_case_has_a_title_that_can_be_shown(self, clue_transfer: Definition, title: str) -> None:
        with pytest.raises(FormInvalid) as refused:
            opened(clue_transfer, at=NOW, title=title)

        assert [error["field"] for error in refused.value.facts["errors"]] == ["title"]

    def test_a_paper_starts_the_clock_on_its_day(self, clue_transfer: Definition) -> None:
        case = opened(
            clue_transfer, at=NOW, paper_received_on="2026-02-27", paper_reason="系统上线前移送"
        ).case

        assert case.clock is not None
        assert case.clock.started_at == at("2026-02-27")

    @pytest.mark.parametrize(
        ("received_on", "reason", "wrong"),
        [
            pytest.param("2026-03-03", "补录", ["paper_received_on"], id="from the future"),
            pytest.param("2016-02-28", "补录", ["paper_received_on"], id="from another age"),
            pytest.param("0001-01-01", "补录", ["paper_received_on"], id="from the year one"),
            pytest.param("2026-03-02", "", ["paper_reason"], id="without a reason"),
            pytest.param("2026-03-03", "", ["paper_received_on", "paper_reason"], id="both at once"),
        ],
    )
    def test_a_paper_date_needs_sense_and_a_reason(
        self, clue_transfer: Definition, received_on: str, reason: str, wrong: list[str]
    ) -> None:
        with pytest.raises(FormInvalid) as refused:
            opened(clue_transfer, at=NOW, paper_received_on=received_on, paper_reason=reason)

        assert [error["field"] for error in refused.value.facts["errors"]] == wrong

    def test_today_is_today_in_china(self, clue_transfer: Definition) -> None:
        late = at("2026-03-03 00:30")

        case = opened(clue_transfer, at=late, paper_received_on="2026-03-03", paper_reason="补录").case
        assert case.clock is not None
        assert case.clock.started_at == at("2026-03-03")


class TestMoving:
    @pytest.mark.parametrize(
        ("steps", "stage", "who"),
        [
            pytest.param((SIGN,), "reviewing", RECEIVER, id="signed"),
            pytest.param((SIGN, SUPPLEMENT), "supplementing", SENDER, id="returned for supplement"),
            pytest.param((SIGN, SUPPLEMENT, RESUBMIT), "reviewing", RECEIVER, id="resubmitted"),
            pytest.param((SIGN, REFUSE), "refused", SENDER, id="refused"),
            pytest.param((SIGN, REFUSE, REDIRECT), "sent", OTHER, id="redirected"),
            pytest.param((SIGN, REFUSE, CONTEST), "disputed", COORDINATOR, id="contested"),
            pytest.param((SIGN, REFUSE, CONTEST, DESIGNATE), "sent", RECEIVER, id="designated"),
            pytest.param(
                (SIGN, REFUSE, REDIRECT, ("yubei.sthj", "sign"), ("yubei.sthj", "refuse")),
                "disputed",
                COORDINATOR,
                id="refused a second time",
            ),
            pytest.param((SIGN, ACCEPT, DECIDE, FILING), "handling", RECEIVER, id="filed"),
        ],
    )
    def test_who_holds_the_case_then(
        self, clue_transfer: Definition, steps: tuple[tuple[str, str], ...], stage: str, who: str
    ) -> None:
        case = walked(clue_transfer, *steps, at=NOW)

        assert (case.stage, holder(case, clue_transfer), case.seq) == (stage, who, 1 + len(steps))

    def test_a_clue_that_is_not_filed_goes_back_at_once(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, ACCEPT, at=NOW)
        case = acted(
            clue_transfer, case, "yubei.cg", "decide", at=NOW, outcome="not_filed", reasons="情节轻微"
        ).case

        assert (
            acted(clue_transfer, case, "yubei.cg", "feedback-filing", at=NOW, summary="不予立案").stage_to
            == "confirming"
        )

    def test_a_designated_receiver_does_not_refuse(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, REFUSE, CONTEST, DESIGNATE, SIGN, at=NOW)

        with pytest.raises(NotNow, match="cannot refuse again") as refused:
            acted(clue_transfer, case, "yubei.cg", "refuse", at=NOW, **FORMS["refuse"])
        assert refused.value.zh == "承接单位已由协调机关指定，不能再次拒收"

    def test_a_supplement_is_asked_for_once(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, SUPPLEMENT, RESUBMIT, at=NOW)

        with pytest.raises(UsedUp, match="at most 1 time"):
            acted(clue_transfer, case, "yubei.cg", "supplement", at=NOW, **FORMS["supplement"])

    @pytest.mark.parametrize("body", [SENDER, COORDINATOR])
    def test_one_body_is_not_two_parties(self, clue_transfer: Definition, body: str) -> None:
        case = walked(clue_transfer, SIGN, REFUSE, at=NOW)

        with pytest.raises(PartiesWrong, match="cannot be two parties"):
            acted(clue_transfer, case, "yubei.scjg", "redirect", at=NOW, receiver=body)

    def test_a_new_stage_forgets_who_was_assigned_and_what_was_asked(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, ACCEPT, at=NOW)
        case = acted(clue_transfer, case, "yubei.cg", "assign", at=NOW, officer="yubei.cg").case
        case = acted(
            clue_transfer, case, "yubei.cg", "request-extension", at=NOW, value=5, reason="待鉴定"
        ).case
        moved = acted(clue_transfer, case, "yubei.cg", "decide", at=NOW, **FORMS["decide"]).case

        assert (case.assignee, case.extension is None) == ("yubei.cg", False)
        assert (moved.assignee, moved.extension, moved.rung) == (None, None, 0)

    def test_a_closed_case_takes_nothing(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, ("yubei.scjg", "withdraw"), at=NOW)

        assert (case.outcome, case.clock, holder(case, clue_transfer)) == ("withdrawn", None, None)
        for action in ("sign", "comment", "archive"):
            with pytest.raises(CaseClosed, match="has ended \\(withdrawn\\)"):
                acted(clue_transfer, case, "yubei.cg", action, at=NOW)
        with pytest.raises(CaseClosed):
            take(clue_transfer, case, by_engine(OVERDUE, seq=case.moved_seq, nth=0), at=NOW)

    def test_what_the_stage_does_not_offer_is_not_open(self, clue_transfer: Definition) -> None:
        with pytest.raises(NotOpenHere):
            acted(clue_transfer, walked(clue_transfer, at=NOW), "yubei.cg", "archive", at=NOW)


class TestOldPages:
    def test_an_act_decided_on_an_old_page_is_refused(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, at=NOW)

        with pytest.raises(OldPage) as refused:
            acted(clue_transfer, case, "yubei.scjg", "withdraw", at=NOW, seq=1, **FORMS["withdraw"])
        assert refused.value.facts == {"first": "yubei.cg", "seq": 2, "given": 1}

    def test_a_page_from_the_future_is_refused(self, clue_transfer: Definition) -> None:
        with pytest.raises(OldPage):
            acted(clue_transfer, walked(clue_transfer, at=NOW), "yubei.cg", "sign", at=NOW, seq=2, pages=3)

    def test_a_comment_does_not_make_a_page_old(self, clue_transfer: Definition) -> None:
        case = acted(
            clue_transfer, walked(clue_transfer, at=NOW), "yubei.scjg", "comment", at=NOW, text="请收。"
        ).case

        assert acted(clue_transfer, case, "yubei.cg", "sign", at=NOW, seq=1, pages=3).stage_to == "reviewing"

    @pytest.mark.parametrize(
        ("action", "form"),
        [
            ("comment", {"text": "请加快。"}),
            ("urge", {"text": "请加快。"}),
            ("add-evidence", {"files": ["a" * 64]}),
        ],
    )
    def test_words_are_never_too_late(
        self, clue_transfer: Definition, action: str, form: dict[str, Any]
    ) -> None:
        case = walked(clue_transfer, SIGN, ACCEPT, at=NOW)

        assert acted(clue_transfer, case, "yubei.scjg", action, at=NOW, seq=1, **form).case.seq == 4

    def test_who_extends_has_to_know_the_page(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, ACCEPT, at=NOW)

        with pytest.raises(OldPage):
            acted(
                clue_transfer, case, "yubei.cg", "request-extension", at=NOW, seq=2, value=5, reason="待鉴定"
            )


class TestBuiltIns:
    @pytest.fixture
    def verifying(self, clue_transfer: Definition) -> Case:
        return walked(clue_transfer, SIGN, ACCEPT, at=NOW)

    def do(
        self, definition: Definition, case: Case, action: str, login: str = "yubei.cg.leader", **form: Any
    ) -> Case:
        return acted(definition, case, login, action, at=NOW, **form).case

    def test_a_granted_extension_adds_its_days(self, clue_transfer: Definition, verifying: Case) -> None:
        asked = self.do(clue_transfer, verifying, "request-extension", value=5, reason="待鉴定")
        granted = self.do(clue_transfer, asked, "grant-extension")

        assert granted.clock is not None
        assert (granted.clock.budget, granted.extension) == (20, None)
        assert granted.clock.extensions[0].by == "yubei.cg.leader"

    def test_a_denied_extension_adds_nothing(self, clue_transfer: Definition, verifying: Case) -> None:
        asked = self.do(clue_transfer, verifying, "request-extension", value=5, reason="待鉴定")
        denied = self.do(clue_transfer, asked, "deny-extension", reason="理由不充分")

        assert denied.clock == verifying.clock
        assert denied.extension is None

    @pytest.mark.parametrize(
        ("value", "wrong"),
        [pytest.param(16, ExtensionTooLong, id="beyond the cap"), pytest.param(0, FormInvalid, id="nothing")],
    )
    def test_an_extension_has_its_cap(
        self, clue_transfer: Definition, verifying: Case, value: int, wrong: type[Exception]
    ) -> None:
        with pytest.raises(wrong):
            self.do(clue_transfer, verifying, "request-extension", value=value, reason="待鉴定")

    def test_not_every_limit_is_extended(self, clue_transfer: Definition) -> None:
        with pytest.raises(ExtensionNotAllowed):
            self.do(
                clue_transfer, walked(clue_transfer, at=NOW), "request-extension", value=1, reason="人手不足"
            )

    def test_one_request_at_a_time(self, clue_transfer: Definition, verifying: Case) -> None:
        asked = self.do(clue_transfer, verifying, "request-extension", value=5, reason="待鉴定")

        with pytest.raises(NotNow, match="already waiting"):
            self.do(clue_transfer, asked, "request-extension", value=5, reason="待鉴定")

    @pytest.mark.parametrize("action", ["grant-extension", "deny-extension"])
    def test_what_nobody_asked_is_not_answered(
        self, clue_transfer: Definition, verifying: Case, action: str
    ) -> None:
        form = {"reason": "理由不充分"} if action == "deny-extension" else {}

        with pytest.raises(NotNow, match="No extension request"):
            self.do(clue_transfer, verifying, action, **form)

    def test_a_running_clock_is_not_resumed(self, clue_transfer: Definition, verifying: Case) -> None:
        with pytest.raises(ClockNotSuspended):
            self.do(clue_transfer, verifying, "resume")

    @pytest.mark.parametrize("until", ["2026-03-01", "0001-01-01", "9999-12-31"])
    def test_a_suspension_ends_on_a_day_ahead(
        self, clue_transfer: Definition, verifying: Case, until: str
    ) -> None:
        with pytest.raises(Refusal, match="suspension"):
            self.do(clue_transfer, verifying, "suspend", until=until, reason="鉴定", basis="某法第三条")

    def test_urging_tells_the_holder(self, clue_transfer: Definition, verifying: Case) -> None:
        step = acted(clue_transfer, verifying, "yubei.sfj", "urge", at=NOW, text="请加快。")

        assert step.notices == (Notice("urge", RECEIVER),)

    def test_every_form_of_the_engine_is_asked_for(self, clue_transfer: Definition, verifying: Case) -> None:
        for name, (who, action) in BUILT_IN.items():
            if who is not Who.LEAD and any(field.required for field in action.form.values()):
                login = "yubei.scjg" if name == "urge" else "yubei.cg.leader"
                with pytest.raises(FormInvalid):
                    self.do(clue_transfer, verifying, name, login=login)


class TestOverdue:
    def test_it_marks_the_case_once_and_tells_holder_and_supervisor(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, at=NOW)
        step = take(clue_transfer, case, by_engine(OVERDUE, seq=1, nth=0), at=NOW)

        assert (step.case.rung, step.case.seq, step.case.moved_seq) == (1, 2, 1)
        assert step.notices == (
            Notice("overdue", RECEIVER, Recipient.HOLDER),
            Notice("overdue", RECEIVER, Recipient.HOLDER_SUPERVISOR),
        )
        second = take(clue_transfer, step.case, by_engine(OVERDUE, seq=1, nth=1), at=NOW)
        assert (second.form["level"], second.form["opens"]) == ("L2", "supervision")
        with pytest.raises(NotNow, match="No rung is left"):
            take(clue_transfer, second.case, by_engine(OVERDUE, seq=1, nth=2), at=NOW)

    def test_a_case_that_has_moved_is_not_overdue(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, at=NOW)

        with pytest.raises(OldPage):
            take(clue_transfer, case, by_engine(OVERDUE, seq=1, nth=0), at=NOW)

    def test_a_comment_does_not_stop_it(self, clue_transfer: Definition) -> None:
        case = acted(
            clue_transfer, walked(clue_transfer, at=NOW), "yubei.scjg", "comment", at=NOW, text="请收。"
        ).case

        assert take(clue_transfer, case, by_engine(OVERDUE, seq=1, nth=0), at=NOW).case.rung == 1

    def test_the_overdue_mark_goes_when_the_case_moves(self, clue_transfer: Definition) -> None:
        case = take(
            clue_transfer, walked(clue_transfer, at=NOW), by_engine(OVERDUE, seq=1, nth=0), at=NOW
        ).case

        assert acted(clue_transfer, case, "yubei.cg", "sign", at=NOW, seq=1, pages=3).case.rung == 0

    @pytest.mark.parametrize("action", [OVERDUE, REDATE])
    @pytest.mark.parametrize("login", sorted(PEOPLE))
    def test_nobody_but_the_engine_does_what_is_the_engine_s(
        self, clue_transfer: Definition, action: str, login: str
    ) -> None:
        with pytest.raises(NotOpenHere):
            acted(clue_transfer, walked(clue_transfer, at=NOW), login, action, at=NOW, seq=1)

    def test_the_engine_does_nothing_else(self, clue_transfer: Definition) -> None:
        act = Act(id="x", action="sign", actor=Actor(login=SYSTEM, org=RECEIVER), seq=1, form={"pages": 3})

        with pytest.raises(NotOpenHere):
            take(clue_transfer, walked(clue_transfer, at=NOW), act, at=NOW)

    def test_a_limit_that_has_passed_is_not_extended(self, clue_transfer: Definition) -> None:
        case = walked(clue_transfer, SIGN, ACCEPT, at=NOW)
        late = take(clue_transfer, case, by_engine(OVERDUE, seq=3, nth=0), at=NOW).case

        with pytest.raises(NotNow, match="limit has passed"):
            acted(clue_transfer, late, "yubei.cg", "request-extension", at=NOW, value=5, reason="待鉴定")
