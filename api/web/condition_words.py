"""Conditions of a plan in words, as far as they are of the usual forms; the others are shown as they are written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.web.language import Language
from domain.form import Choice
from domain.procedure import Definition, Procedure

_NAME, _VALUE = r"(?P<name>\w+)", r"'(?P<value>[\w-]+)'"
_TASK = r"tasks(?:\.(\w+)|\['([\w-]+)'\])"
_HAS = re.compile(r"has\([\w.]+\)")
_FIELD_IS = re.compile(rf"(?P<root>opening|finding)\.{_NAME} (?P<is>==|!=) {_VALUE}")
_FIELD_IN = re.compile(rf"(?P<root>opening|finding)\.{_NAME} in \[(?P<values>[^\]]*)\]")
_CHOSEN = re.compile(rf"{_VALUE} in opening\.{_NAME}")
_CAME = re.compile(rf"(?P<not>!?)\(?{_VALUE} in \(?(?P<tasks>{_TASK}\.results(?: \+ {_TASK}\.results)*)\)*")
_CAME_TO = re.compile(
    rf"\(?(?P<tasks>{_TASK}\.results(?: \+ {_TASK}\.results)*)\)?\.exists\((\w+), \w+ in \[(?P<values>[^\]]*)\]\)"
)
_COMPARED = re.compile(rf"opening\.{_NAME} (?P<is><|<=|>|>=) (?P<value>\d+)")
_NOT_LEAD = re.compile(r"each != opening\.lead_department")
_JOINS = "each == opening.lead_department || (each in tasks.join.by && tasks.join.by[each] == 'joined')"
_EACH_IN = re.compile(r"(?P<not>!?)\(?each in \[(?P<values>[^\]]*)\]\)?")
_DONE = re.compile(rf"{_TASK}\.(?P<what>done > 0|open == 0)")
_FILLED_IN = re.compile(rf"(?P<not>!?)has\((?P<root>opening|finding)\.{_NAME}\)")
_FOUND = re.compile(r"(?P<not>!?)findings\.exists\((?P<each>\w+), (?P<body>.+)\)")
_FOUND_ANY = re.compile(r"size\(findings\) > 0")
_FOUND_BY = re.compile(rf"finding\.task == {_VALUE}")
_NONE_OF = re.compile(rf"{_TASK}\.count == 0")
_EACH_NOT = re.compile(rf"each != {_VALUE}")
_QUOTED = re.compile(r"'([\w-]+)'")


@dataclass(frozen=True)
class _Said:
    """What is needed to say a condition."""

    language: Language
    procedure: Procedure
    definitions: Mapping[str, Definition]


def condition_words(
    language: Language, procedure: Procedure, definitions: Mapping[str, Definition], source: str
) -> str | None:
    """Return a condition in words; None when some part of it is of no usual form."""
    return _words(_Said(language, procedure, definitions), source)


def _words(said: _Said, source: str) -> str | None:
    """Return a condition in words: alternatives, then what has to hold together, then one part."""
    if source == _JOINS:
        return said.language.say("牵头部门和答复参加的部门")
    for sign, joint in ((" || ", said.language.say("，或者")), (" && ", said.language.say("，且"))):
        parts = _split(source, sign)
        if sign == " && " and len(parts) > 1:
            # That a field is there is asked before it is read; who reads need not hear of it.
            parts = [part for part in parts if not _HAS.fullmatch(part)] or parts[:1]
        if len(parts) > 1:
            words = [_words(said, part) for part in parts]
            return joint.join(each for each in words if each) if all(words) else None
        source = parts[0]
    if source.startswith("(") and source.endswith(")") and len(_split(source[1:-1], ")")) == 1:
        inner = _words(said, source[1:-1])
        return inner and said.language.say("（%(words)s）", words=inner)
    return _part(said, source)


def _split(source: str, sign: str) -> list[str]:
    """Return the parts of a condition between a sign that stands outside all brackets."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(source):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and source.startswith(sign, place):
            parts.append(source[start:place])
            start = place + len(sign)
    return [part.strip() for part in (*parts, source[start:])]


def _part(said: _Said, part: str) -> str | None:
    for form, write in _FORMS:
        found = form.fullmatch(part)
        if found:
            return write(said, found)
    return None


def _field_is(said: _Said, found: re.Match[str]) -> str | None:
    return _of_field(said, found, [found["value"]], is_so=found["is"] == "==")


def _field_in(said: _Said, found: re.Match[str]) -> str | None:
    return _of_field(said, found, _QUOTED.findall(found["values"]), is_so=True)


def _of_field(said: _Said, found: re.Match[str], values: Sequence[str], *, is_so: bool) -> str | None:
    field, titles = _field(said, found["root"], found["name"])
    if not field:
        return None
    listed = said.language.say("、").join(titles.get(value, value) for value in values)
    if is_so:
        return said.language.say("%(field)s为%(values)s", field=field, values=listed)
    return said.language.say("%(field)s不为%(values)s", field=field, values=listed)


def _field(said: _Said, root: str, name: str) -> tuple[str, dict[str, str]]:
    """Return the title of a field of the opening or of a finding, and of its choices."""
    procedure, plan = said.procedure, said.procedure.plan
    if root == "finding":
        items = {key: said.language.title(item) for key, item in plan.items.items()} if plan else {}
        return (said.language.say("问题涉及的事项"), items) if name == "item" else _found_field(said, name)
    rule = procedure.opens.form.get(name)
    if rule is None:
        return "", {}
    return said.language.title(rule), _titles(said, procedure.codes.get(rule.of or "", {}))


def _found_field(said: _Said, name: str) -> tuple[str, dict[str, str]]:
    """Return the title of a field with which the tasks of the plan record what they find."""
    tasks = said.procedure.plan.tasks.values() if said.procedure.plan else ()
    for rule in tasks:
        procedure = said.definitions[rule.procedure].procedure
        actions = (action for stage in procedure.stages.values() for action in stage.actions.values())
        field = next((each.form[name] for each in actions if each.finds and name in each.form), None)
        if field is not None:
            codes = {**procedure.codes, **rule.codes}.get(field.of or "", {})
            return said.language.title(field), _titles(said, codes)
    return "", {}


def _titles(said: _Said, codes: Mapping[str, Choice]) -> dict[str, str]:
    return {value: said.language.title(choice) for value, choice in codes.items()}


def _chosen(said: _Said, found: re.Match[str]) -> str | None:
    field, titles = _field(said, "opening", found["name"])
    if not field:
        return None
    value = titles.get(found["value"], found["value"])
    return said.language.say("%(field)s包括%(values)s", field=field, values=value)


def _came(said: _Said, found: re.Match[str]) -> str | None:
    known = _tasks_named(said, found["tasks"])
    if known is None:
        return None
    tasks, results = known
    value = results.get(found["value"], found["value"])
    if found["not"]:
        return said.language.say("“%(tasks)s”的结果不是%(value)s", tasks=tasks, value=value)
    return said.language.say("“%(tasks)s”的结果是%(value)s", tasks=tasks, value=value)


def _came_to(said: _Said, found: re.Match[str]) -> str | None:
    known = _tasks_named(said, found["tasks"])
    if known is None:
        return None
    tasks, results = known
    listed = [results.get(value, value) for value in _QUOTED.findall(found["values"])]
    value = said.language.say("或者").join(listed)
    return said.language.say("“%(tasks)s”的结果是%(value)s", tasks=tasks, value=value)


def _tasks_named(said: _Said, source: str) -> tuple[str, dict[str, str]] | None:
    """Return the titles of the tasks that a condition names, and those of their results."""
    plan = said.procedure.plan
    names = [dotted or quoted for dotted, quoted in re.findall(_TASK, source)]
    if plan is None or any(name not in plan.tasks for name in names):
        return None
    rules = [plan.tasks[name] for name in names]
    results: dict[str, str] = {}
    for rule in reversed(rules):
        own = said.definitions[rule.procedure].procedure
        results |= {key: said.language.title(ending) for key, ending in own.closed.items()}
        for codes in (own.codes, rule.codes):
            results |= {key: title for each in codes.values() for key, title in _titles(said, each).items()}
    return said.language.say("、").join(said.language.title(rule) for rule in rules), results


def _compared(said: _Said, found: re.Match[str]) -> str | None:
    field, _ = _field(said, "opening", found["name"])
    signs = {
        "<": said.language.say("少于"),
        "<=": said.language.say("不多于"),
        ">": said.language.say("多于"),
        ">=": said.language.say("不少于"),
    }
    return f"{field}{signs[found['is']]}{found['value']}" if field else None


def _not_lead(said: _Said, _found: re.Match[str]) -> str | None:
    return said.language.say("牵头部门以外的部门")


def _each_in(said: _Said, found: re.Match[str]) -> str | None:
    plan = said.procedure.plan
    departments = plan.departments if plan else {}
    values = _QUOTED.findall(found["values"])
    listed = said.language.say("、").join(
        said.language.title(departments[value]) if value in departments else value for value in values
    )
    if found["not"]:
        return said.language.say("%(bodies)s除外", bodies=listed)
    return said.language.say("限%(bodies)s", bodies=listed)


def _done(said: _Said, found: re.Match[str]) -> str | None:
    plan = said.procedure.plan
    name = found[1] or found[2]
    if plan is None or name not in plan.tasks:
        return None
    title = said.language.title(plan.tasks[name])
    if found["what"] == "open == 0":
        return said.language.say("“%(task)s”全部结束", task=title)
    return said.language.say("“%(task)s”已经办结", task=title)


def _filled_in(said: _Said, found: re.Match[str]) -> str | None:
    field, _ = _field(said, found["root"], found["name"])
    if not field:
        return None
    if found["not"]:
        return said.language.say("没有填写%(field)s", field=field)
    return said.language.say("填写了%(field)s", field=field)


def _found(said: _Said, found: re.Match[str]) -> str | None:
    """Say what has been found; each finding is spoken of like the one that a task deals with."""
    inner = _words(said, re.sub(rf"\b{found['each']}\.", "finding.", found["body"]))
    if inner is None:
        return None
    if found["not"]:
        return said.language.say("没有这样的问题：%(words)s", words=inner)
    return said.language.say("有这样的问题：%(words)s", words=inner)


def _found_any(said: _Said, _found: re.Match[str]) -> str | None:
    return said.language.say("已登记问题")


def _found_by(said: _Said, found: re.Match[str]) -> str | None:
    plan = said.procedure.plan
    rule = plan.tasks.get(found["value"]) if plan else None
    return None if rule is None else said.language.say("由“%(task)s”发现", task=said.language.title(rule))


def _none_of(said: _Said, found: re.Match[str]) -> str | None:
    plan = said.procedure.plan
    rule = plan.tasks.get(found[1] or found[2]) if plan else None
    return None if rule is None else said.language.say("没有“%(task)s”任务", task=said.language.title(rule))


def _each_not(said: _Said, found: re.Match[str]) -> str | None:
    plan = said.procedure.plan
    rule = plan.departments.get(found["value"]) if plan else None
    return None if rule is None else said.language.say("%(bodies)s除外", bodies=said.language.title(rule))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Said, re.Match[str]], str | None]], ...] = (
    (_FOUND_BY, _found_by),  # before those of a finding's fields: who found it is none of them
    (_FIELD_IS, _field_is),
    (_FIELD_IN, _field_in),
    (_CHOSEN, _chosen),
    (_CAME, _came),
    (_CAME_TO, _came_to),
    (_DONE, _done),
    (_COMPARED, _compared),
    (_NOT_LEAD, _not_lead),
    (_EACH_IN, _each_in),
    (_FILLED_IN, _filled_in),
    (_FOUND, _found),
    (_FOUND_ANY, _found_any),
    (_NONE_OF, _none_of),
    (_EACH_NOT, _each_not),
)
