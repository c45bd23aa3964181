"""What a browser sends becomes the values of a definition's form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from domain.form import FieldType, Form, FormField
from domain.office_time import OFFICE_ZONE

_PREFIX = "form."


def values_in(form: Form, sent: FormData) -> dict[str, Any]:
    """Return the values that were filled in, as the API would get them; what is not a field is left out."""
    values = {name: _value(rule, _texts(sent, f"{_PREFIX}{name}")) for name, rule in form.items()}
    return {name: value for name, value in values.items() if value not in ("", [])}


def text_in(sent: FormData, name: str) -> str:
    """Return one plain value that was sent, or nothing."""
    return next(iter(_texts(sent, name)), "").strip()


def _texts(sent: FormData, name: str) -> list[str]:
    return [value for value in sent.getlist(name) if isinstance(value, str)]


def _value(rule: FormField, texts: Sequence[str]) -> Any:
    match rule.type:
        case FieldType.LIST | FieldType.CASES if rule.of is None:
            return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
        case FieldType.LIST | FieldType.EVIDENCE | FieldType.ORGANISATIONS:
            return list(dict.fromkeys(filter(None, texts)))
        case FieldType.LONG_TEXT:
            # A browser writes a line's end as CR LF; the case file keeps LF.
            return "\n".join(texts[0].splitlines()).strip() if texts else ""
        case FieldType.DATETIME:
            return _in_office_zone(texts[0].strip()) if texts else ""
        case _:
            return texts[0].strip() if texts else ""


def _in_office_zone(text: str) -> str:
    """Return a moment with the zone that a clerk means; what is no moment stays for the form to refuse."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (at if at.tzinfo else at.replace(tzinfo=OFFICE_ZONE)).isoformat()
