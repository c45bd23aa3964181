"""Why something is somebody's, in words: each ground in one sentence, a basis as sure as it is."""

from collections.abc import Sequence

from domain.item_list import Authority, ItemRule
from domain.limit import Confidence
from domain.model import Model
from domain.organisation import OrganisationKind
from domain.plan import Boundary, Item
from domain.procedure import Procedure


class Words(Model):
    """A sentence in both languages."""

    zh: str
    en: str


_TITLES = {
    Authority.STATUTORY: ("法定", "by statute"),
    Authority.EMPOWERED: ("赋权", "empowered"),
    Authority.ENTRUSTED: ("委托", "entrusted"),
    Authority.CENTRALISED: ("集中行使", "centralised"),
}


def authority_words(authority: Authority) -> Words:
    """Return what an authority is called."""
    zh, en = _TITLES[authority]
    return Words(zh=zh, en=en)


def basis_words(basis: str | None, confidence: Confidence) -> Words:
    """Return a basis as sure as it is: one that was not read in the text is marked, a customary one is no law."""
    match confidence:
        case Confidence.H:
            return Words(zh=basis or "", en=basis or "")
        case Confidence.M:
            return Words(zh=f"{basis}，条款待核对", en=f"{basis}, clause to be checked")
        case Confidence.C:
            after = f"，{basis}" if basis else ""
            return Words(zh=f"工作惯例{after}", en=f"customary{after}")


def item_words(item: Item) -> Words:
    """Return an item's title; where no English one was written, the Chinese."""
    return Words(zh=item.title, en=item.title_en or item.title)


def titled(procedure: Procedure, name: str) -> Words:
    """Return what a department or a party of a scenario is called."""
    departments = procedure.plan.departments if procedure.plan else {}
    if name in departments:
        return Words(zh=departments[name].title, en=departments[name].title_en)
    if name in procedure.parties:
        return Words(zh=procedure.parties[name].title, en=procedure.parties[name].title_en)
    return Words(zh=name, en=name)


def by_list_words(rule: ItemRule, item: Item, place: str, body: str) -> Words:
    """Say that a district's item list gives an item to a body."""
    what, of_whom, basis = (
        item_words(item),
        authority_words(rule.authority),
        basis_words(rule.basis, rule.confidence),
    )
    return Words(
        zh=f"{place}执法事项清单：“{what.zh}”由{body}行使（{of_whom.zh}，{basis.zh}）",
        en=f"Item list of {place}: {what.en!r} is exercised by {body} ({of_whom.en}, {basis.en})",
    )


def not_there_words(rule: ItemRule, item: Item, place: str) -> Words:
    """Say that a district's item list gives an item to a body that is not there."""
    what = item_words(item)
    if OrganisationKind.TOWNSHIP in rule.kinds:
        return Words(
            zh=f"{place}执法事项清单将“{what.zh}”交由属地镇街行使，但这里没有指明镇街",
            en=f"The item list of {place} gives {what.en!r} to the township of the place, but none is named",
        )
    return Words(
        zh=f"{place}执法事项清单将“{what.zh}”交由{rule.department}行使，但辖区内没有这样的单位",
        en=f"The item list of {place} gives {what.en!r} to {rule.department}, but there is no such body",
    )


def by_scenario_words(procedure: Procedure, item: Item, owner: str) -> Words:
    """Say that a scenario gives an item to one of its departments or parties."""
    what, who, basis = item_words(item), titled(procedure, owner), basis_words(item.basis, item.confidence)
    return Words(
        zh=f"《{procedure.title}》：“{what.zh}”由{who.zh}承办（{basis.zh}）",
        en=f"{procedure.title_en}: {what.en!r} is for {who.en} ({basis.en})",
    )


def by_boundary_words(procedure: Procedure, boundary: Boundary, item: Item | None) -> Words:
    """Say that a boundary rule gives a finding to somebody, and on what the finding's item rests."""
    who = titled(procedure, boundary.owner)
    zh, en = f"职责边界清单：由{who.zh}承办", f"Boundary list: it is for {who.en}"
    if boundary.basis:
        zh, en = f"{zh}（{boundary.basis}）", f"{en} ({boundary.basis})"
    if item is not None:
        what, basis = item_words(item), basis_words(item.basis, item.confidence)
        zh, en = f"{zh}；涉及事项“{what.zh}”（{basis.zh}）", f"{en}; item {what.en!r} ({basis.en})"
    return Words(zh=zh, en=en)


def stands_in_words(procedure: Procedure, away: str, instead: str) -> Words:
    """Say that somebody stands in for a line of work that the region has not."""
    one, other = titled(procedure, away), titled(procedure, instead)
    return Words(
        zh=f"辖区内没有{one.zh}，由{other.zh}代为承办",
        en=f"the region has no {one.en}; {other.en} stands in",
    )


def found_words(procedure: Procedure, name: str, place: str, body: str) -> Words:
    """Say which body a line of work or a party is."""
    who = titled(procedure, name)
    return Words(zh=f"{place}的{who.zh}是{body}", en=f"{who.en} in {place} is {body}")


def joined(sentences: Sequence[Words]) -> Words:
    """Return several sentences as one."""
    return Words(zh="；".join(each.zh for each in sentences), en="; ".join(each.en for each in sentences))
