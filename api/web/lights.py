"""Lights and remaining time in words: a colour alone tells a colour-blind reader nothing."""

from datetime import datetime, timedelta

from api.web.language import Language
from domain.light import Light
from domain.office_time import local_day

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def light_words(language: Language, light: Light | None) -> str:
    """Return what a light means; a case without one has ended."""
    match light:
        case None:
            return language.say("已办结")
        case Light.GREEN:
            return language.say("正常")
        case Light.YELLOW:
            return language.say("临近到期")
        case Light.RED:
            return language.say("已逾期")
        case Light.DARK_RED:
            return language.say("严重逾期")
        case Light.GREY:
            return language.say("计时中止")


def time_left(language: Language, due_at: datetime, now: datetime) -> str:
    """Return how long there is until a moment, or since when it has passed, as coarse as one needs to know it."""
    if now >= due_at:
        return _since(language, now - due_at)
    left = due_at - now
    if left < _HOUR:
        return language.say("剩不到1小时")
    if left < _DAY:
        return language.say("剩%(hours)d小时", hours=left // _HOUR)
    if left < 3 * _DAY:
        return language.say("剩%(days)d天%(hours)d小时", days=left.days, hours=left % _DAY // _HOUR)
    return language.say("剩%(days)d天", days=left.days)


def _since(language: Language, over: timedelta) -> str:
    if over < _HOUR:
        return language.say("刚刚逾期")
    if over < _DAY:
        return language.say("逾期%(hours)d小时", hours=over // _HOUR)
    return language.say("逾期%(days)d天", days=over.days)


def is_today(due_at: datetime, now: datetime) -> bool:
    """Return whether a period ends today; midnight belongs to the day that ends."""
    return local_day(due_at - timedelta(microseconds=1)) == local_day(now) and now < due_at
