"""What the API says when a part behind it does not answer."""

from domain.refusal import Refusal


class EngineAway(Refusal):
    """Temporal or every worker is away: the act is not confirmed."""

    code = "engine-away"

    def __init__(self) -> None:
        super().__init__(
            "流程引擎暂时没有应答，操作尚未确认。请稍后用同一页面重试，不会重复办理。",
            "The engine does not answer, so the act is not confirmed. Try again with the same Idempotency-Key: "
            "it will not be done twice.",
        )


class LedgerAway(Refusal):
    """The database does not answer."""

    code = "ledger-away"

    def __init__(self) -> None:
        super().__init__(
            "台账数据库暂时没有应答，请稍后重试。", "The ledger does not answer; try again shortly."
        )


class NotFound(Refusal):
    """There is no such thing, or the organisation may not see it; which of them is not said."""

    code = "not-found"

    def __init__(self, what: str = "") -> None:
        super().__init__(f"没有找到：{what}", f"Not found: {what}.")


class NotSignedIn(Refusal):
    """The request carries no valid sign-in."""

    code = "not-signed-in"

    def __init__(self) -> None:
        super().__init__("请先登录", "Sign in first.")


class ForeignPage(Refusal):
    """A form was sent from a page of another site."""

    code = "foreign-page"

    def __init__(self) -> None:
        super().__init__("请求来自其他网站，已拒绝", "The request comes from another site and is refused.")


class KeyUsedTwice(Refusal):
    """The same Idempotency-Key was used for another request."""

    code = "idempotency-key-used"

    def __init__(self, case_id: str) -> None:
        super().__init__(
            "该 Idempotency-Key 已用于另一请求",
            "This Idempotency-Key was used for a different request.",
            case_id=case_id,
        )
