"""`verify`, `registry load` and `accounts`: what an operator runs on a ledger."""

import pytest
from sqlalchemy import Engine, text
from sqlmodel import func, select

from commands import registry
from commands.accounts import print_accounts
from commands.verify import verify_ledger
from messages.settings import Settings
from scenarios.bodies import EXAMPLE_PASSWORD
from scenarios.organisations import load_registry
from store.connection import connect, transaction
from store.migrate import migrate
from store.passwords import hash_password, is_password
from store.tables import OfficerRow, OrganisationRow, RegionRow


def test_a_ledger_as_it_was_written_verifies(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_ledger(settings) == 0

    assert "every chain holds, 12 entries" in capsys.readouterr().out.replace("\n", " ")


def test_an_altered_one_does_not_and_the_entry_is_named(
    settings: Settings, scratch: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with scratch.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE entry SET title = 'x' WHERE seq = 3"))
        number = connection.execute(text("SELECT min(number) FROM case_")).scalar_one()

    assert verify_ledger(settings) == 1

    said = capsys.readouterr().out
    assert f"发现篡改：{number} 第 3 条" in said
    assert f"altered: {number} entry 3" in said


def test_an_empty_ledger_verifies(empty: str, capsys: pytest.CaptureFixture[str]) -> None:
    migrate(empty)

    assert verify_ledger(Settings(database_url=empty, temporal_address="unused")) == 0
    assert "0 entries" in capsys.readouterr().out


def counts(engine: Engine) -> tuple[int, ...]:
    with transaction(engine) as session:
        tables = (RegionRow, OrganisationRow, OfficerRow)
        return tuple(session.exec(select(func.count()).select_from(table)).one() for table in tables)


def test_loading_the_registry_again_keeps_what_belongs_to_the_accounts(scratch: Engine) -> None:
    before = counts(scratch)
    with transaction(scratch) as session:
        officer = session.get_one(OfficerRow, "yubei.cg")
        officer.password_hash, officer.is_active, officer.name = hash_password("another"), False, "旧名"
        session.get_one(OrganisationRow, "500112-cg").short_name = "旧名"
        session.get_one(OrganisationRow, "500112-ny").is_active = False

    registry.load(scratch, with_examples=True)

    assert counts(scratch) == before
    with transaction(scratch) as session:
        officer = session.get_one(OfficerRow, "yubei.cg")
        assert (officer.name, officer.is_active) == ("龚光辉", False)
        assert is_password("another", officer.password_hash)
        assert session.get_one(OrganisationRow, "500112-cg").short_name == "区城管执法支队"
        assert not session.get_one(OrganisationRow, "500112-ny").is_active


def test_a_district_that_goes_live_gets_the_bodies_without_the_accounts(empty: str) -> None:
    migrate(empty)
    engine = connect(empty)
    registry.load(engine, with_examples=False)

    regions, organisations, officers = counts(engine)

    engine.dispose()
    written = load_registry(with_examples=True)
    assert (regions, organisations, officers) == (len(written.regions), len(written.organisations), 0)


def test_the_accounts_to_begin_with_are_printed_and_can_sign_in(
    scratch: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    print_accounts()

    said = capsys.readouterr().out
    assert EXAMPLE_PASSWORD in said
    with transaction(scratch) as session:
        for login in ("yubei.scjg", "yubei.cg", "yubei.longxi", "yubei.sfj", "rongchang.changyuan"):
            assert login in said
            for account in (login, f"{login}.leader"):
                assert is_password(EXAMPLE_PASSWORD, session.get_one(OfficerRow, account).password_hash)
        accounts = session.exec(select(func.count()).select_from(OfficerRow)).one()
    assert f"{accounts} accounts in all" in said
