"""Joint letters: the lead's mark and number, every body in the title and the signature, a seal for each."""

import pytest

from letters.page import page_body
from letters.parse import parse
from letters.seals import SampleSeals
from tests.letters.measuring import letters, set_sample, sheets
from tests.letters.samples import JUSTICE, MARKET, SAMPLES

RED = 0xE60012


def test_the_letter_format_has_the_leads_mark_only() -> None:
    frame, done = set_sample("urging-letter", joint_issuers=[MARKET])
    first = sheets(done)[0]

    assert "".join(line.text for line in first.lines if line.colour == RED) == JUSTICE
    assert frame.number == SAMPLES["urging-letter"]["number"]
    assert frame.title[:2] == (JUSTICE, MARKET)
    assert "".join(frame.title[2:]) == "关于逾期未签收夜市露天烧烤线索移送事项的督办函"


@pytest.mark.parametrize("kind", ["urging-letter", "supervision-opinion", "supervision-decision"])
def test_both_names_sign_and_the_last_stands_over_the_date(kind: str) -> None:
    last = sheets(set_sample(kind, sealed=False, joint_issuers=[MARKET])[1])[-1]
    lead, other = ([line for line in last.lines if line.text == name][-1] for name in (JUSTICE, MARKET))
    date = last.line("2026年2月5日")

    assert lead.right < other.left
    assert other.left < (date.left + date.right) / 2 < other.right
    assert lead.baseline == pytest.approx(other.baseline, abs=0.05)
    assert other.baseline < date.baseline


@pytest.mark.parametrize("kind", ["supervision-opinion", "supervision-decision"])
def test_a_form_names_every_issuer_in_its_head(kind: str) -> None:
    first = sheets(set_sample(kind, joint_issuers=[MARKET])[1])[0]
    head = [line.text for line in first.lines][:3]

    assert head == [JUSTICE, MARKET, letters().title(kind)]


def test_the_page_shows_both_with_their_seals() -> None:
    given = SAMPLES["urging-letter"] | {"joint_issuers": [MARKET]}
    frame = letters().frame("urging-letter", given)
    seals = tuple(SampleSeals().seal(issuer, "") for issuer in frame.issuers)

    page = page_body(frame, parse(letters().words("urging-letter", given)), seals)

    assert page.count('class="seal"') == 2
    assert page.index(f"<p>{JUSTICE}</p>") < page.index(f"<p>{MARKET}</p>")
    assert f'<p class="mark">{JUSTICE}</p>' in page


def test_they_speak_of_themselves_as_more_than_one() -> None:
    alone = letters().words("urging-letter", SAMPLES["urging-letter"])
    joint = letters().words("urging-letter", SAMPLES["urging-letter"] | {"joint_issuers": [MARKET]})

    assert "书面回复我单位" in alone
    assert "书面回复我们" in joint
    assert "我单位" not in joint
