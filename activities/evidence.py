"""Evidence files on disk, each under the hash of its content."""

import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from domain.refusal import Refusal

_MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * _MEGABYTE
_HEAD = 16

# What may be stored: the type that is sent back with a file, and how its content begins when that is fixed.
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".ofd": ("application/ofd", (b"PK\x03\x04",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".webp": ("image/webp", (b"RIFF",)),
    ".mp4": ("video/mp4", ()),
    ".mp3": ("audio/mpeg", ()),
    ".wav": ("audio/wav", (b"RIFF",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".txt": ("text/plain; charset=utf-8", ()),
    ".csv": ("text/csv; charset=utf-8", ()),
}


class EvidenceTooLarge(Refusal):
    """The file is larger than may be stored."""

    code = "evidence-too-large"

    def __init__(self) -> None:
        most = MOST_BYTES // _MEGABYTE
        super().__init__(f"文件超过{most}MB", f"The file is larger than {most} MB.")


class EvidenceType(Refusal):
    """Files of this type are not stored, or the content is not of the type that the name says."""

    code = "evidence-type"

    def __init__(self, name: str) -> None:
        kinds = "、".join(sorted(KINDS))
        super().__init__(
            f"不支持的文件类型或内容与扩展名不符：{name}（可上传{kinds}）",
            f"{name} is not of a type that may be stored, or its content is of another.",
        )


class EvidenceEmpty(Refusal):
    """The file has no content."""

    code = "evidence-type"


class EvidenceStore:
    """A folder of files that never change; the same content is stored once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, file_hash: str) -> Path:
        """Return where the file with this hash is."""
        return self._folder / file_hash[:2] / file_hash

    async def keep(self, name: str, chunks: AsyncIterator[bytes]) -> tuple[str, int, str]:
        """Store a file and return its hash, its size in bytes and its media type.

        Raises:
            EvidenceTooLarge: It is larger than may be stored.
            EvidenceType: Its name or content is of a type that is not stored.
        """
        media_type, beginnings = _kind(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = self._folder / f".{token_hex(8)}.part"
        try:
            with partial.open("xb") as file:
                digest, size, head = sha256(), 0, b""
                async for chunk in chunks:
                    size += len(chunk)
                    if size > MOST_BYTES:
                        raise EvidenceTooLarge
                    head = head or chunk[:_HEAD]
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if not size:
                raise EvidenceEmpty("文件是空的", "The file is empty.")
            if beginnings and not head.startswith(beginnings):
                raise EvidenceType(name)
            self._move(partial, digest.hexdigest())
            return digest.hexdigest(), size, media_type
        finally:
            partial.unlink(missing_ok=True)

    def _move(self, partial: Path, file_hash: str) -> None:
        """Give a complete file its name; a crash before this leaves only a part that nobody reads."""
        path = self.path(file_hash)
        path.parent.mkdir(exist_ok=True)
        partial.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _kind(name: str) -> tuple[str, tuple[bytes, ...]]:
    suffix = Path(name).suffix.lower()
    if suffix not in KINDS:
        raise EvidenceType(name)
    return KINDS[suffix]
