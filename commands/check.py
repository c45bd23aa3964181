"""`onething check`: is a definition sound, and how long does its longest way take?"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from domain.organisation import OrganisationKind
from domain.outcome_soundness import left_to_lead, outcomes_of
from domain.plan_soundness import unresolved
from domain.procedure import Definition, Procedure
from domain.refusal import Refusal
from domain.ways import longest_way
from scenarios.archetypes import ARCHETYPES
from scenarios.load import load_beside_others, load_definitions
from scenarios.organisations import load_registry
from scenarios.walk_soundness import check_walk
from scenarios.walks import Walk


def check_files(files: list[Path]) -> int:
    """Check each file, alone and beside what ships; return 0 when all are sound, 1 otherwise."""
    console = Console(stderr=False, soft_wrap=True, highlight=False)
    is_sound = True
    for file in files:
        try:
            definition = load_beside_others(file)
            definitions = dict(load_definitions()) | {definition.procedure.procedure: definition}
            if definition.procedure.plan is not None:
                check_walk(file, definitions, definition)
        except Refusal as refusal:
            is_sound = False
            console.print(refusal.en, style="red", markup=False)
            continue
        way = longest_way(definition)
        console.print(f"{file}: 通过 · sound ({definition.digest[:12]})", style="green", markup=False)
        console.print(f"  最长路径 · longest way: {' → '.join(way.stages)}", markup=False)
        console.print(f"  时限合计 · limits in all: {way.limits}", markup=False)
        for said in _raised(definition, definitions):
            console.print(f"  升交牵头单位 · raised to the lead: {said}", markup=False)
        for region, missing in _without_departments(definition.procedure):
            console.print(f"  {region}没有 · has no: {', '.join(missing)}", style="yellow", markup=False)
    return 0 if is_sound else 1


def _raised(definition: Definition, definitions: Mapping[str, Definition]) -> Iterator[str]:
    """Yield in words what comes of each task that the plan leaves to the lead."""
    for task, outcomes, finds in left_to_lead(definition.procedure, definitions):
        titled = outcomes_of(task, definitions[task.procedure].procedure)
        said = [titled[name].title for name in outcomes] + ["发现的问题（findings）"] * finds
        yield f"{task.title}（{task.title_en}）— {'、'.join(said)}"


def _without_departments(procedure: Procedure) -> Iterator[tuple[str, list[str]]]:
    """Yield each region whose bodies are written down and that has nobody for a department of the plan."""
    registry = load_registry(with_examples=False)
    for region in registry.regions:
        bodies = {(body.department, body.kind) for body in registry.in_region(region.code) if body.department}
        if not any(kind is OrganisationKind.ENFORCEMENT for _, kind in bodies):
            continue  # only what every region has is known of it
        missing = unresolved(procedure, bodies)
        if missing:
            yield region.name, missing


def procedure_schema() -> str:
    """Return the JSON Schema of a procedure file, for completion in an editor."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Procedure.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2)


def scenario_schema() -> str:
    """Return the JSON Schema of a scenario file: what it leaves out comes from its archetype, so nothing is required."""
    schema = _without_required(json.loads(procedure_schema()))
    walk = Walk.model_json_schema(ref_template="#/$defs/{model}")
    schema["$defs"] |= walk.pop("$defs", {})
    schema["properties"] |= {
        "like": {"type": "string", "enum": sorted(file.stem for file in ARCHETYPES.glob("*.yaml"))},
        "scenario": schema["properties"]["procedure"],
        "walk": walk,
    }
    return json.dumps(schema | {"required": ["scenario", "like"]}, ensure_ascii=False, indent=2)


def _without_required(part: Any) -> Any:
    """Return a schema in which nothing is required and any key may be left empty, which takes it away."""
    if isinstance(part, list):
        return [_without_required(each) for each in part]
    if not isinstance(part, dict):
        return part
    loose = {name: _without_required(value) for name, value in part.items()}
    if isinstance(loose.get("required"), list):
        del loose["required"]
    for keys in ("properties", "patternProperties"):
        if isinstance(loose.get(keys), dict):
            loose[keys] = {name: {"anyOf": [each, {"type": "null"}]} for name, each in loose[keys].items()}
    return loose
