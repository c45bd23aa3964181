"""The `onething` command: start, load, check, prove."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.organisation import Role
from domain.refusal import Refusal

app = typer.Typer(
    name="onething",
    help="一件事 · the engine for enforcement matters that cross departments",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
registry_app = typer.Typer(help="组织机构与人员 · organisations and officers", no_args_is_help=True)
app.add_typer(registry_app, name="registry")
officer_app = typer.Typer(help="人员账号 · accounts of officers", no_args_is_help=True)
app.add_typer(officer_app, name="officer")


@app.command()
def up(
    data: Annotated[Path | None, typer.Option(help="数据目录 · where everything is kept")] = None,
    port: Annotated[int | None, typer.Option(help="网页端口 · port of pages and API")] = None,
    temporal_port: Annotated[int | None, typer.Option(help="Temporal 端口 · its port")] = None,
    ui_port: Annotated[int | None, typer.Option(help="Temporal 页面端口，0 为不启动 · 0 for none")] = None,
    examples: Annotated[bool, typer.Option(help="首次启动时载入示例 · load the examples")] = True,
) -> None:
    """启动全部服务 · start everything; prints `ready <address>` when it answers."""
    from processes.up import up as start
    from processes.up_options import UpOptions

    options = UpOptions.from_environment(
        data=data, port=port, temporal_port=temporal_port, ui_port=ui_port, examples=examples
    )
    raise typer.Exit(start(options))


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="定义文件 · definition files")]) -> None:
    """检查流程定义 · prove that definitions make sense; names file, line and reason."""
    from commands.check import check_files

    raise typer.Exit(check_files(files))


@app.command()
def schema(*, scenario: Annotated[bool, typer.Option(help="场景文件 · of a scenario file")] = False) -> None:
    """输出流程或场景定义的 JSON Schema · print the schema for editors."""
    from commands.check import procedure_schema, scenario_schema

    typer.echo(scenario_schema() if scenario else procedure_schema())


@app.command()
def verify() -> None:
    """核验全部案卷的完整性 · re-read every case file and name the first altered entry."""
    from commands.verify import verify_ledger
    from messages.settings import Settings

    raise typer.Exit(verify_ledger(Settings.from_environment()))


@app.command()
def example(url: Annotated[str, typer.Option(help="网址 · the address that `up` printed")]) -> None:
    """通过公开接口载入示例线索 · open the example clues through the public API."""
    from commands.example import open_examples
    from domain.office_time import local_day

    raise typer.Exit(open_examples(url, today=local_day(datetime.now(UTC))))


@app.command()
def redate() -> None:
    """重新计算暂定到期日 · date provisional cases anew after a calendar was published."""
    import asyncio

    from commands.redate import redate_provisional
    from messages.settings import Settings

    raise typer.Exit(asyncio.run(redate_provisional(Settings.from_environment())))


@app.command()
def accounts() -> None:
    """列出示例账号 · print the example accounts."""
    from commands.accounts import print_accounts

    print_accounts()


@registry_app.command()
def load(
    *, examples: Annotated[bool, typer.Option(help="包括示例账号 · with example accounts")] = False
) -> None:
    """写入组织机构 · write the registry into the ledger."""
    from commands.registry import load as load_into
    from messages.settings import Settings
    from store.connection import connect

    engine = connect(Settings.from_environment().database_url)
    registry = load_into(engine, with_examples=examples)
    typer.echo(f"单位 organisations {len(registry.organisations)}，账号 accounts {len(registry.officers)}")


@registry_app.command()
def dissolve(
    body: Annotated[str, typer.Argument(help="撤销的单位代码 · the body that is no more")],
    successor: Annotated[str, typer.Option(help="承继单位代码 · who takes over")],
) -> None:
    """撤销单位，其事项由承继单位办理 · close a body; its successor takes over every open case."""
    import asyncio

    from commands.succession import dissolve as hand_over
    from messages.settings import Settings

    raise typer.Exit(asyncio.run(hand_over(Settings.from_environment(), body, successor)))


@officer_app.command()
def add(
    login: str,
    name: Annotated[str, typer.Option(help="姓名 · name")],
    org: Annotated[str, typer.Option(help="单位代码 · code of the organisation")],
    role: Annotated[
        list[Role] | None, typer.Option(help="角色，可多个 · may be given more than once")
    ] = None,
) -> None:
    """新建账号，显示一次初始密码 · make an account; its first password is shown once."""
    from commands.officers import add_officer
    from messages.settings import Settings

    add_officer(Settings.from_environment(), login, name=name, org=org, roles=role or [Role.HANDLER])


@officer_app.command()
def password(
    login: str,
    new: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="新密码 · new")
    ],
) -> None:
    """重设密码并解锁 · set another password and unlock."""
    from commands.officers import set_password
    from messages.settings import Settings

    set_password(Settings.from_environment(), login, new)


@officer_app.command()
def disable(login: str) -> None:
    """停用账号 · close an account."""
    from commands.officers import disable_officer
    from messages.settings import Settings

    disable_officer(Settings.from_environment(), login)


def main() -> None:
    """Run a command; a refusal is one clear line in both languages, not a traceback."""
    try:
        app()
    except Refusal as refusal:
        typer.echo(f"{refusal.zh}\n{refusal.en}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
