"""How tests read the letters of a case."""

import re

from tests.api.office import Json, Office


async def letters_of(office: Office, login: str, case_id: str) -> dict[str, Json]:
    """Return the newest letter of each kind of a case, whole."""
    seen = await office.get(login, f"/cases/{case_id}")
    return {letter["kind"]: await office.get(login, f"/letters/{letter['id']}") for letter in seen["letters"]}


def said(letter: Json) -> str:
    """Return what a letter says, without markup and blanks."""
    return re.sub(r"<[^>]+>|\s", "", letter["words"])


async def acted(office: Office, login: str, case_id: str, action: str, form: Json | None = None) -> Json:
    """Take an act on a case as it stands now."""
    seen = await office.get(login, f"/cases/{case_id}")
    return await office.done(login, seen, action, form or {})
