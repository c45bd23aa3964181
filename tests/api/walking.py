"""Walks a scenario through the API: its own script, with forms filled in as far as the script leaves them open."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from domain.office_time import local_day
from domain.organisation import Role
from scenarios.bodies import Registry
from scenarios.walks import Walk, WalkStep
from tests.api.eventually import eventually
from tests.api.office import Json, Office

_DONE = ("done", "left-out")


class Walker:
    """Whoever is entitled takes the next act of a walk; officers are those of the example registry."""

    def __init__(self, office: Office, registry: Registry, definition: Json) -> None:
        self.office = office
        self.registry = registry
        self.definition = definition
        self.reader = ""

    def officer(self, org: str, *roles: Role) -> str:
        """Return an officer of an organisation who has one of these roles, or any."""
        officers = self.registry.by_code[org].officers
        assert officers, f"{org} has no example account"
        return next((each.login for each in officers if set(roles) & set(each.roles)), officers[0].login)

    async def walk(self, walk: Walk) -> Json:
        """Open the matter, take every step, and return it as it stands in the end."""
        form = filled(self.definition["opening_form"], walk.form)
        body = {
            "definition": self.definition["id"],
            "title": walk.title,
            "parties": walk.parties,
            "form": form,
        }
        lead = self.officer(walk.opener, Role.HANDLER)
        self.reader = self.officer(f"{self.registry.by_code[walk.opener].region}-sfj")
        answer = await self.office.call(lead, "POST", "/cases", key=str(uuid4()), json=body)
        assert answer.status_code == 201, answer.text
        case: Json = answer.json()
        for step in walk.steps:
            await self._take(lead, case["id"], step)
        whole: Json = await self.office.get(lead, f"/cases/{case['id']}")
        return whole

    async def _take(self, lead: str, case_id: str, step: WalkStep) -> None:
        if step.do is not None:
            for task in await self._tasks(lead, case_id, step.do):
                await self._do(lead, case_id, task, step)
        elif step.task is not None:
            for task in await self._tasks(lead, case_id, step.task):
                await self.act(task["case_id"], str(step.act), step)
        else:
            await self.act(case_id, str(step.act), step)

    async def _tasks(self, lead: str, case_id: str, name: str) -> list[Json]:
        """Return the open tasks of a rule, or the one of a key, once they have been opened."""

        async def begun() -> list[Json]:
            whole = await self.office.get(lead, f"/cases/{case_id}")
            named = [each for each in whole["tasks"] if name in (each["key"], each["rule"])]
            assert not any(each["status"] == "blocked" for each in named), named
            is_there = all(each["status"] == "running" or each["status"] in _DONE for each in named)
            return [each for each in named if each["status"] == "running"] if is_there else []

        found = await eventually(begun)
        assert found, f"no task {name!r} is open"
        return found

    async def _do(self, lead: str, case_id: str, task: Json, step: WalkStep) -> None:
        """Take a task from signing to its end: whatever its main way asks for."""
        for finding in step.finds:
            await self._to_stage_with(task["case_id"], "find", step)
            await self.act(task["case_id"], "find", WalkStep(form=finding))
        await self._to_end(task["case_id"], step)
        key = task["key"]

        async def settled() -> bool:
            whole = await self.office.get(lead, f"/cases/{case_id}")
            return any(each["key"] == key and each["status"] == "done" for each in whole["tasks"])

        assert await eventually(settled)

    async def _to_stage_with(self, case_id: str, action: str, step: WalkStep) -> None:
        case = await self.read(case_id)
        while action not in {each["id"] for each in case["actions"]}:
            case = await self._onward(case, step)

    async def _to_end(self, case_id: str, step: WalkStep) -> None:
        case = await self.read(case_id)
        while case["closed_at"] is None:
            case = await self._onward(case, step)

    async def _onward(self, case: Json, step: WalkStep) -> Json:
        """Take the main action of the stage where a case stands."""
        login, action = await self._main_action(case)
        form = dict(step.form)
        if step.outcome is not None and "outcome" in action["form"]["properties"]:
            form["outcome"] = step.outcome
        given = action["prefilled"] | form
        return await self.office.done(login, case, action["id"], filled(action["form"], given))

    async def _main_action(self, case: Json) -> tuple[str, Json]:
        holder = case["holder"]["code"]
        for role in (Role.HANDLER, Role.LEADER):
            login = self.officer(holder, role)
            seen = await self.office.get(login, f"/cases/{case['id']}")
            own = [each for each in seen["actions"] if not each["is_built_in"]]
            main = next((each for each in own if each["look"] == "primary"), None)
            if main is not None:
                return login, main
        raise AssertionError(f"no main action in {case['stage']}")

    async def read(self, case_id: str) -> Json:
        """Return a case as its holder's officer sees it, or the lead of a closed one."""
        seen: Json = await self.office.get(self.reader, f"/cases/{case_id}")
        if seen["holder"] is None:
            return seen
        as_holder: Json = await self.office.get(
            self.officer(seen["holder"]["code"], Role.HANDLER), f"/cases/{case_id}"
        )
        return as_holder

    async def act(self, case_id: str, action: str, step: WalkStep) -> None:
        """Take one act as whoever may; check that it is refused when the script says so."""
        case = await self.read(case_id)
        bodies = {party["organisation"]["code"] for party in case["parties"] if party["until_seq"] is None}
        logins = (
            [step.by]
            if step.by
            else [
                self.officer(org, role)
                for org in sorted(bodies, key=lambda org: org != (case["holder"] or {}).get("code"))
                for role in (Role.HANDLER, Role.LEADER)
                if self.registry.by_code[org].officers
            ]
        )

        async def offered() -> tuple[str, Json, Json] | None:
            for login in logins:
                seen = await self.office.get(login, f"/cases/{case_id}")
                for each in seen["actions"]:
                    if each["id"] == action:
                        return login, seen, each
            return None

        # A matter hears of its tasks a moment after they have moved.
        found = await (offered() if step.refused else eventually(offered))
        if found is not None and not step.refused:
            login, seen, rule = found
            await self.office.done(login, seen, action, filled(rule["form"], rule["prefilled"] | step.form))
            return
        assert step.refused, (
            f"nobody may {action!r} in {case['stage']['id']!r}{_open(await self.read(case_id))}"
        )
        form = self.definition["action_forms"].get(case["stage"]["id"], {}).get(action, {"properties": {}})
        login = found[0] if found is not None else logins[0]
        answer = await self.office.act(login, case, action, form=filled(form, step.form))
        assert answer.json()["code"] == step.refused, answer.text


def _open(case: Json) -> str:
    """Return which tasks of a matter are not settled, for whoever wonders what a walk has forgotten."""
    still = [f"{task['key']} ({task['status']})" for task in case["tasks"] if task["status"] not in _DONE]
    return f"; still open: {', '.join(still)}" if still else ""


def filled(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form with every required field filled in."""
    required = schema.get("required", [])
    fill = partial(_value, schema)
    return {name: fill(name) for name in required if name not in given} | dict(given)


def _value(schema: Mapping[str, Any], name: str) -> Any:
    field = schema["properties"][name]
    today = local_day(datetime.now(UTC))
    match field.get("x-type"):
        case "choice":
            return next(iter(field["x-choices"]))
        case "date":
            return today.isoformat()
        case "datetime":
            return datetime.now(UTC).isoformat()
        case "integer":
            return max(1, field.get("minimum", 1))
        case "boolean":
            return True
        case "list":
            return (
                [next(iter(field["x-choices"]))]
                if "x-choices" in field
                else ["一项"] * field.get("minItems", 1)
            )
        case _:
            return "按要求办理。"
