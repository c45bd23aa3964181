"""Evidence: what is stored and under which name, who may attach it, who may read it."""

from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from tests.api.office import Office, problem

PDF = b"%PDF-1.7 1 0 obj"
PNG = b"\x89PNG\r\n\x1a\n0000"
TEXT = "现场照片六张".encode()
MOST = 20 * 1024 * 1024


def parts(folder: Path) -> list[Path]:
    """Return the files that were begun and neither finished nor taken away."""
    return list(folder.glob(".*.part"))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("笔录.pdf", PDF, "application/pdf"),
        ("笔录.PDF", PDF + b"2", "application/pdf"),
        ("照片.png", PNG, "image/png"),
        ("照片.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("说明.txt", TEXT, "text/plain; charset=utf-8"),
        ("公文.ofd", b"PK\x03\x04ofd", "application/ofd"),
    ],
)
async def test_a_file_is_stored_under_its_hash(
    office: Office, evidence_folder: Path, name: str, content: bytes, media_type: str
) -> None:
    answer = await office.upload("yubei.scjg", content, name)

    digest = sha256(content).hexdigest()
    assert (answer.status_code, answer.json()) == (
        201,
        {"hash": digest, "name": name, "size": len(content), "media_type": media_type},
    )
    assert (evidence_folder / digest[:2] / digest).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("程序.exe", b"MZ", id="a program"),
        pytest.param("页面.html", b"<script>", id="a page"),
        pytest.param("图.svg", b"<svg/>", id="a picture with scripts"),
        pytest.param("笔录.pdf", b"MZ", id="the content is of another type"),
        pytest.param("照片.png", PDF, id="one type for another"),
        pytest.param("空.txt", b"", id="empty"),
        pytest.param("空.pdf", b"", id="empty and typed"),
        pytest.param("没有扩展名", TEXT, id="no suffix"),
        pytest.param(".txt", TEXT, id="nothing but a suffix"),
        pytest.param("..", TEXT, id="a folder"),
        pytest.param("说明.txt.", TEXT, id="a dot at the end"),
    ],
)
async def test_other_files_are_not_stored(
    office: Office, evidence_folder: Path, name: str, content: bytes
) -> None:
    answer = await office.upload("yubei.scjg", content, name)

    problem(answer, 415, "evidence-type")
    assert parts(evidence_folder) == []


async def test_the_largest_file_is_stored_and_a_larger_one_is_not(
    office: Office, evidence_folder: Path
) -> None:
    largest = bytes(MOST)
    assert (await office.upload("yubei.scjg", largest, "大.txt")).status_code == 201
    problem(await office.upload("yubei.scjg", largest + b"1", "大.txt"), 413, "evidence-too-large")
    problem(await office.upload("yubei.scjg", bytes(22 * 1024 * 1024), "大.txt"), 413, "body-too-large")

    assert parts(evidence_folder) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/说明.txt", "说明.txt"),
        ("C:\\用户\\说明.txt", "说明.txt"),
        ("/etc/说明.txt", "说明.txt"),
        ("说明.txt/", "说明.txt"),
        ("长" * 300 + ".txt", "长" * 116 + ".txt"),
    ],
)
async def test_only_the_last_part_of_a_name_is_kept(office: Office, name: str, kept: str) -> None:
    answer = await office.upload("yubei.scjg", f"内容 {name}".encode(), name)

    assert answer.json()["name"] == kept


async def test_a_name_that_the_ledger_cannot_hold_is_refused(office: Office) -> None:
    raw = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\x00b.txt"\r\n\r\ntext\r\n--b--\r\n'
    )
    answer = await office.call(
        "yubei.scjg",
        "POST",
        "/evidence",
        content=raw,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    problem(answer, 422, "request-invalid")


async def test_the_same_file_twice_is_stored_once(office: Office) -> None:
    first, second = [await office.stored("yubei.scjg", b"twice", f"{name}.txt") for name in ("甲", "乙")]
    case = await office.open(evidence=[first, second])

    assert first == second
    assert [file["name"] for file in case["evidence"]] == ["甲.txt"]


async def download(office: Office, login: str, case_id: str, file_hash: str) -> httpx.Response:
    return await office.call(login, "GET", f"/cases/{case_id}/evidence/{file_hash}")


async def test_who_sees_the_case_reads_its_evidence_as_a_download(office: Office) -> None:
    content = b"<script>alert(1)</script>"
    file_hash = await office.stored("yubei.scjg", content, "说明 一.txt")
    case = await office.open(evidence=[file_hash])

    assert case["evidence"] == [
        {
            "hash": file_hash,
            "name": "说明 一.txt",
            "media_type": "text/plain; charset=utf-8",
            "size": len(content),
            "seq": 1,
            "organisation": "500112-scjg",
        }
    ]
    for name in (case["id"], case["number"]):
        answer = await download(office, "yubei.cg", name, file_hash)
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox"


async def test_nobody_else_reads_it(office: Office) -> None:
    file_hash = await office.stored("yubei.scjg", b"for the parties")
    case, other = await office.open(evidence=[file_hash]), await office.open()

    for login in ("yubei.sthj", "rongchang.sfj", "yubei.zf"):
        problem(await download(office, login, case["id"], file_hash), 404, "not-found")
    problem(await download(office, "yubei.cg", other["id"], file_hash), 404, "not-found")
    for name in ("0" * 64, "..%2F..%2Fetc%2Fpasswd", "%00"):
        assert (await download(office, "yubei.cg", case["id"], name)).status_code in (404, 422)


async def test_nobody_attaches_what_another_organisation_has_stored(office: Office) -> None:
    """Whoever learns a hash could otherwise have the file put into a case of their own and read it there."""
    file_hash = await office.stored("yubei.sthj", b"a secret of the environment bureau")

    refused = problem(await office.send(evidence=[file_hash]), 422, "evidence-missing")
    assert refused["hashes"] == [file_hash]
    case = await office.open()
    form = {"files": [file_hash]}
    problem(await office.act("yubei.cg", case, "add-evidence", form=form), 422, "evidence-missing")

    assert (await office.get("yubei.cg", f"/cases/{case['id']}"))["evidence"] == []
    assert await office.stored("yubei.cg", b"a secret of the environment bureau") == file_hash
    assert (await office.done("yubei.cg", case, "add-evidence", form))["evidence"][0]["hash"] == file_hash


async def test_a_colleague_may_attach_what_the_organisation_has_stored(office: Office) -> None:
    file_hash = await office.stored("yubei.scjg.leader", b"by the leader")

    assert (await office.send(evidence=[file_hash])).status_code == 201


async def test_each_file_of_a_case_stands_once_with_the_entry_that_brought_it(office: Office) -> None:
    first = await office.stored("yubei.scjg", b"one", "一.txt")
    second = await office.stored("yubei.scjg", b"two", "二.txt")
    case = await office.open(evidence=[first])
    after = await office.done("yubei.scjg", case, "add-evidence", {"files": [first, second], "text": "补充"})

    assert [(file["name"], file["seq"]) for file in after["evidence"]] == [("一.txt", 1), ("二.txt", 2)]


async def test_adding_no_evidence_is_no_act(office: Office) -> None:
    case = await office.open()

    problem(await office.act("yubei.scjg", case, "add-evidence", form={"files": []}), 422, "form-invalid")
