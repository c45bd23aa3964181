"""Ways through a clue transfer, each a list of who does what."""

Steps = tuple[tuple[str, str], ...]

SIGN, ACCEPT, REFUSE = ("yubei.cg", "sign"), ("yubei.cg", "accept"), ("yubei.cg", "refuse")
DECIDE, FILING = ("yubei.cg", "decide"), ("yubei.cg", "feedback-filing")
CLOSE, RESULT = ("yubei.cg", "close-case"), ("yubei.cg", "feedback-result")
CONFIRM, ARCHIVE = ("yubei.scjg", "confirm"), ("yubei.cg", "archive")
SUPPLEMENT, RESUBMIT = ("yubei.cg", "supplement"), ("yubei.scjg", "resubmit")
WITHDRAW, TAKE_BACK = ("yubei.scjg", "withdraw"), ("yubei.scjg", "take-back")
REDIRECT, CONTEST = ("yubei.scjg", "redirect"), ("yubei.scjg", "contest")
DESIGNATE, CONFIRM_REFUSAL = ("yubei.sfj.leader", "designate"), ("yubei.sfj.leader", "confirm-refusal")

HANDLED: Steps = (SIGN, ACCEPT, DECIDE, FILING, CLOSE, RESULT, CONFIRM, ARCHIVE)

TO: dict[str, Steps] = {
    "sent": (),
    "reviewing": (SIGN,),
    "supplementing": (SIGN, SUPPLEMENT),
    "refused": (SIGN, REFUSE),
    "disputed": (SIGN, REFUSE, CONTEST),
    "verifying": HANDLED[:2],
    "filing-feedback": HANDLED[:3],
    "handling": HANDLED[:4],
    "result-feedback": HANDLED[:5],
    "confirming": HANDLED[:6],
    "archiving": HANDLED[:7],
}
"""How each open stage is reached."""

ONWARD: dict[str, tuple[str, str]] = {
    "sent": SIGN,
    "reviewing": ACCEPT,
    "supplementing": RESUBMIT,
    "refused": CONTEST,
    "disputed": DESIGNATE,
    "verifying": DECIDE,
    "filing-feedback": FILING,
    "handling": CLOSE,
    "result-feedback": RESULT,
    "confirming": CONFIRM,
    "archiving": ARCHIVE,
}
"""An action that leads out of each stage."""

PATHS: dict[str, tuple[Steps, str]] = {
    "handled": (HANDLED, "archived"),
    "supplemented": ((SIGN, SUPPLEMENT, RESUBMIT, *HANDLED[1:]), "archived"),
    "withdrawn-at-once": ((WITHDRAW,), "withdrawn"),
    "withdrawn-under-review": ((SIGN, WITHDRAW), "withdrawn"),
    "withdrawn-for-want-of-proof": ((SIGN, SUPPLEMENT, WITHDRAW), "withdrawn"),
    "withdrawn-after-refusal": ((SIGN, REFUSE, WITHDRAW), "withdrawn"),
    "taken-back": ((SIGN, REFUSE, TAKE_BACK), "taken-back"),
    "refusal-confirmed": ((SIGN, REFUSE, CONTEST, CONFIRM_REFUSAL), "refusal-confirmed"),
    "designated": ((SIGN, REFUSE, CONTEST, DESIGNATE, *HANDLED), "archived"),
    "refused-twice": (
        (SIGN, REFUSE, REDIRECT, ("yubei.sthj", "sign"), ("yubei.sthj", "refuse"), DESIGNATE, *HANDLED),
        "archived",
    ),
}
"""Every way that ends differently, with its outcome."""
