"""`onething registry load`: writes regions, organisations, item lists and, with the examples, officers into the ledger."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlalchemy import Engine

from domain.item_list import ItemRule
from scenarios.bodies import EXAMPLE_PASSWORD
from scenarios.item_lists import ITEM_LISTS, load_item_lists
from scenarios.load import load_definitions
from scenarios.organisations import Organisation, Registry, load_registry
from store.connection import transaction
from store.passwords import hash_password
from store.registry import replace_item_rules, save_officers, save_organisations, save_regions
from store.tables import ItemRuleRow, OfficerRow, OrganisationRow, RegionRow


def load(engine: Engine, *, with_examples: bool, item_lists: Path = ITEM_LISTS) -> Registry:
    """Write the registry of the definitions folder; a second time only what changed is written.

    Raises:
        RegistryUnsound: An entry cannot be read or contradicts another; nothing is written.
        DefinitionWrong: An item list cannot be read or speaks of what does not exist; nothing is written.
    """
    registry = load_registry(with_examples=with_examples)
    lists = load_item_lists(registry, load_definitions(), with_examples=with_examples, folder=item_lists)
    with transaction(engine) as session:
        save_regions(session, [RegionRow(**region.model_dump()) for region in registry.regions])
        save_organisations(session, [_organisation_row(body) for body in registry.organisations])
        replace_item_rules(session, _item_rules(lists))
        if with_examples:
            save_officers(session, list(_officer_rows(registry)))
    return registry


def _organisation_row(body: Organisation) -> OrganisationRow:
    return OrganisationRow(**body.model_dump(exclude={"officers", "office_hours"}))


def _item_rules(lists: Mapping[str, Iterable[ItemRule]]) -> Iterator[ItemRuleRow]:
    for region, rules in lists.items():
        for rule in rules:
            yield ItemRuleRow(region=region, **rule.model_dump(mode="json"))


def _officer_rows(registry: Registry) -> list[OfficerRow]:
    """Return the example officers; they share one password, so it is hashed once."""
    password_hash = hash_password(EXAMPLE_PASSWORD)
    return [
        OfficerRow(
            login=officer.login,
            name=officer.name,
            org=body.code,
            post=officer.post,
            certificate_no=officer.certificate_no,
            roles=[role.value for role in officer.roles],
            password_hash=password_hash,
            is_example=True,
        )
        for body in registry.organisations
        for officer in body.officers
    ]
