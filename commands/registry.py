"""`onething registry load`: writes regions, organisations and, with the examples, officers into the ledger."""

from sqlalchemy import Engine

from scenarios.bodies import EXAMPLE_PASSWORD
from scenarios.organisations import Organisation, Registry, load_registry
from store.connection import transaction
from store.passwords import hash_password
from store.registry import save_officers, save_organisations, save_regions
from store.tables import OfficerRow, OrganisationRow, RegionRow


def load(engine: Engine, *, with_examples: bool) -> Registry:
    """Write the registry of the definitions folder; a second time only what changed is written."""
    registry = load_registry(with_examples=with_examples)
    with transaction(engine) as session:
        save_regions(session, [RegionRow(**region.model_dump()) for region in registry.regions])
        save_organisations(session, [_organisation_row(body) for body in registry.organisations])
        if with_examples:
            save_officers(session, list(_officer_rows(registry)))
    return registry


def _organisation_row(body: Organisation) -> OrganisationRow:
    return OrganisationRow(**body.model_dump(exclude={"officers", "office_hours"}))


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
