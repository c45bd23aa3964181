"""What a system user is let through."""

from pathlib import Path

from processes.system_user import SystemUser, open_the_way

STRANGER = SystemUser(uid=54321, gid=54321)


def test_a_user_may_pass_through_the_folders_above_but_not_look_around(folder: Path) -> None:
    cluster = folder / "data" / "cluster"
    cluster.mkdir(parents=True)
    for private in (folder, folder / "data", cluster):
        private.chmod(0o700)

    opened = open_the_way(cluster, STRANGER)

    assert opened[-2:] == [folder.resolve(), folder.resolve() / "data"]
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "data", cluster)] == [
        0o701,
        0o701,
        0o700,
    ]


def test_folders_that_are_open_already_are_left_alone(folder: Path) -> None:
    open_the_way(folder / "cluster", STRANGER)

    assert open_the_way(folder / "cluster", STRANGER) == []
