"""`onething verify`: re-reads every case file and names the first entry that was altered."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from messages.settings import Settings
from store.connection import connect
from store.verification import Broken, count_cases, verify_cases


def verify_ledger(settings: Settings) -> int:
    """Walk all case files with a progress bar; return 0 when every chain holds, 1 otherwise."""
    console = Console()
    engine = connect(settings.database_url)
    columns = (TextColumn("核验案卷 · verifying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    found: Broken | None = None
    try:
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("cases", total=count_cases(engine))
            entries = 0
            for checked in verify_cases(engine):
                if isinstance(checked, Broken):
                    found = checked
                    break
                entries += checked.entries
                progress.advance(task)
    finally:
        engine.dispose()
    if found is not None:
        console.print(f"发现篡改：{found.number} 第 {found.seq} 条：{found.zh}", style="bold red")
        console.print(f"altered: {found.number} entry {found.seq}: {found.en}", style="red")
        return 1
    console.print(f"全部案卷完整，共 {entries} 条留痕 · every chain holds, {entries} entries", style="green")
    return 0
