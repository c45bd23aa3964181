"""What can be the matter when programs are started."""

from pathlib import Path

from domain.refusal import Refusal


class FolderInUse(Refusal):
    """Another onething runs on this data folder."""

    code = "folder-in-use"

    def __init__(self, folder: Path, pid: int | None) -> None:
        holder = f"pid {pid}" if pid else "pid ?"
        super().__init__(
            f"数据目录 {folder} 正被另一个 onething 使用（{holder}）",
            f"the data folder {folder} is in use by another onething ({holder}); "
            "stop it first or choose another folder with --data",
            folder=str(folder),
            pid=pid,
        )


class PortTaken(Refusal):
    """Something else listens on a port that is needed."""

    code = "port-taken"

    def __init__(self, port: int, holder: str | None, option: str) -> None:
        who = holder or "another program"
        super().__init__(
            f"端口 {port} 已被 {who} 占用，请用 {option} 另选端口",
            f"port {port} is taken by {who}: choose another with {option}",
            port=port,
            holder=holder,
            option=option,
        )


class StateVersionMismatch(Refusal):
    """Files on disk were written by a version that this one does not understand."""

    code = "state-version-mismatch"

    def __init__(self, what: str, folder: Path, *, written_by: str, found: str) -> None:
        super().__init__(
            f"{folder} 由 {what} {written_by} 写成，当前为 {found}，不能直接打开；请先备份该目录，再按升级说明迁移",
            f"{folder} was written by {what} {written_by}, and this is {found}, which cannot open it. "
            f"Back up the folder; then either go back to {written_by}, or follow the upgrade notes of "
            "docs/operations.md to carry the data over.",
            what=what,
            folder=str(folder),
            written_by=written_by,
            found=found,
        )


class DidNotStart(Refusal):
    """A program ended, or did not answer in time, while it was being started."""

    code = "did-not-start"

    def __init__(self, name: str, reason: str, tail: str = "") -> None:
        super().__init__(
            f"{name} 未能启动",
            f"{name} did not start: {reason}" + (f"\n{tail}" if tail else ""),
            name=name,
            reason=reason,
        )


class GaveUp(Refusal):
    """A program died again and again right after its start."""

    code = "gave-up"

    def __init__(self, name: str, deaths: int, tail: str) -> None:
        super().__init__(
            f"{name} 连续 {deaths} 次启动后即退出，不再重试",
            f"{name} died {deaths} times in a row soon after its start; the end of its log:\n{tail}",
            name=name,
            deaths=deaths,
        )


class NoSystemUser(Refusal):
    """PostgreSQL does not run as root, and no other user could be made or used."""

    code = "no-system-user"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "PostgreSQL 不能以 root 运行，且无法创建系统用户",
            f"PostgreSQL does not run as root and no system user can stand in: {reason}. "
            "Run onething as an ordinary user, or name a server with DATABASE_URL.",
            reason=reason,
        )


class NotOurFolder(Refusal):
    """The data folder belongs to another user of this machine."""

    code = "not-our-folder"

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(
            f"目录 {folder} 属于用户 {owner}",
            f"{folder} belongs to the user {owner}; run onething as root or as that user",
            folder=str(folder),
            owner=owner,
        )


class SettingUnreadable(Refusal):
    """An environment variable does not hold what it should."""

    code = "setting-unreadable"

    def __init__(self, name: str, text: str) -> None:
        super().__init__(
            f"环境变量 {name} 的值无法识别：{text}",
            f"the environment variable {name} cannot be {text!r}",
            name=name,
        )
