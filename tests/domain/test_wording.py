"""How moments are written in letters: by the clocks of China, and a period that ends at midnight ends at 24时."""

from datetime import datetime

import pytest

from domain.office_time import TimeWithoutZone
from domain.wording import zh_due, zh_moment


@pytest.mark.parametrize(
    ("at", "moment", "due"),
    [
        pytest.param(
            "2026-06-10T01:40:00+00:00", "2026年6月10日9时40分", "2026年6月10日9时40分", id="minutes"
        ),
        pytest.param("2026-06-10T18:00:00+08:00", "2026年6月10日18时", "2026年6月10日18时", id="full hour"),
        pytest.param("2026-06-10T16:00:00+00:00", "2026年6月11日0时", "2026年6月10日24时", id="midnight"),
        pytest.param(
            "2026-12-31T16:05:00+00:00", "2027年1月1日0时5分", "2027年1月1日0时5分", id="after midnight"
        ),
    ],
)
def test_a_moment_is_written_by_the_clocks_of_china(at: str, moment: str, due: str) -> None:
    assert zh_moment(datetime.fromisoformat(at)) == moment
    assert zh_due(datetime.fromisoformat(at)) == due


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(TimeWithoutZone):
        zh_moment(datetime(2026, 6, 10, 9))  # noqa: DTZ001 (that is what is refused)
