"""`onething accounts`: the example accounts one tries first."""

from rich.console import Console
from rich.table import Table

from scenarios.bodies import EXAMPLE_PASSWORD
from scenarios.organisations import load_registry

FIRST = ("yubei.scjg", "yubei.cg", "yubei.longxi", "yubei.sfj", "rongchang.changyuan")


def print_accounts() -> None:
    """Print the accounts of the README with their organisations, and the password that they share."""
    registry = load_registry(with_examples=True)
    table = Table(title=f"示例账号，密码 {EXAMPLE_PASSWORD} · example accounts, password {EXAMPLE_PASSWORD}")
    for heading in ("账号 account", "负责人 leader", "单位 organisation"):
        table.add_column(heading)
    for login in FIRST:
        _, organisation = registry.by_login[login]
        table.add_row(login, f"{login}.leader", organisation.name)
    console = Console()
    console.print(table)
    console.print(f"共 {len(registry.officers)} 个账号 · {len(registry.officers)} accounts in all")
