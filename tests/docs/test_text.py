"""No tracked text names a registry's host or a path of one machine."""

import subprocess

import pytest

from tests.docs.pages import ROOT

# Written in two parts, so that this file does not name them either.
_NEVER = [
    "".join(parts)
    for parts in (
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("deb.", "debian.org"),
        ("proxy.", "golang.org"),
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/Us", "ers/"),
    )
]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone, so nobody says what is tracked")
def test_no_text_names_a_registry_or_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = []
    for path in filter(None, listed.split("\0")):
        file = ROOT / path
        if not file.is_file():
            continue
        content = file.read_bytes()
        if b"\0" not in content:
            said = content.decode(encoding="utf-8", errors="replace")
            found += [f"{path}: {word}" for word in _NEVER if word in said]

    assert found == []
