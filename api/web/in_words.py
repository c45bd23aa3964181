"""A recorded form as people read it: titles of choices, names of organisations, officers and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.web.language import Language
from domain.actions import form_of
from domain.built_in import OVERDUE, TIED
from domain.form import FieldType, Form, FormField
from domain.procedure import Definition
from store.tables import OfficerRow, OrganisationRow


@dataclass(frozen=True)
class Said:
    """One field that was filled in: its title and its value in words; `is_long` when it takes the whole width."""

    title: str
    words: str
    is_long: bool
    files: tuple[tuple[str, str], ...] = ()
    """Hash and name of each file of the field."""


@dataclass(frozen=True)
class Words:
    """What is needed to say values: the definition's choices, the registry's names, the manifest's file names."""

    session: Session
    language: Language
    definition: Definition
    file_names: Mapping[str, str]
    tasks: Mapping[str, str] = field(default_factory=dict)
    """The titles of the case's tasks by their keys."""

    def form(self, form: Form, values: Mapping[str, Any]) -> list[Said]:
        """Return each field that was filled in, in the form's order."""
        return [self._said(rule, values[name]) for name, rule in form.items() if name in values]

    def entry(self, action: str, stage_from: str | None, values: Mapping[str, Any]) -> list[Said]:
        """Return the form of an entry; what the engine wrote is said in the words of the ladder or of the tied case."""
        if action == OVERDUE:
            return [Said(self.language.say("梯次"), str(values.get("title", "")), is_long=False)]
        if action == TIED:
            moved = self.language.pick(str(values.get("stage", "")), str(values.get("stage_en", "")))
            return [Said(str(values.get("number", "")), moved, is_long=False)]
        return self.form(form_of(self.definition, stage_from, action) or {}, values)

    def _said(self, rule: FormField, value: Any) -> Said:
        title = self.language.title(rule)
        if rule.type is FieldType.EVIDENCE:
            files = tuple((each, self.file_names.get(each, each[:12])) for each in value)
            return Said(title, "", is_long=True, files=files)
        return Said(title, self._value(rule, value), is_long=rule.type is FieldType.LONG_TEXT)

    def _bodies(self, codes: Sequence[str]) -> str:
        rows = [(code, self.session.get(OrganisationRow, code)) for code in codes]
        return self.language.say("、").join(row.name if row else str(code) for code, row in rows)

    def _value(self, rule: FormField, value: Any) -> str:
        codes = self.definition.procedure.codes.get(rule.of or "", {})
        match rule.type:
            case FieldType.CHOICE:
                return self.language.title(codes[value]) if value in codes else str(value)
            case FieldType.LIST | FieldType.CASES:
                items = [self.language.title(codes[each]) if each in codes else str(each) for each in value]
                return self.language.pick("；".join(items), "; ".join(items))
            case FieldType.BOOLEAN:
                return self.language.say("是") if value else self.language.say("否")
            case FieldType.ORGANISATION | FieldType.ORGANISATIONS:
                return self._bodies(value if isinstance(value, list) else [value])
            case FieldType.TASK:
                return self.tasks.get(value, str(value))
            case FieldType.OFFICER:
                officer = self.session.get(OfficerRow, value)
                return officer.name if officer else str(value)
            case FieldType.DATETIME:
                return self.language.moment(datetime.fromisoformat(value))
            case _:
                return str(value)
