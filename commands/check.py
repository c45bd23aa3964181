"""`onething check`: is a definition sound, and how long does its longest way take?"""

import json
from pathlib import Path

from rich.console import Console

from domain.procedure import Procedure
from domain.refusal import Refusal
from domain.ways import longest_way
from scenarios.load import load_definition


def check_files(files: list[Path]) -> int:
    """Check each file; return 0 when all are sound, 1 otherwise."""
    console = Console(stderr=False, soft_wrap=True, highlight=False)
    is_sound = True
    for file in files:
        try:
            definition = load_definition(file)
        except Refusal as refusal:
            is_sound = False
            console.print(refusal.en, style="red", markup=False)
            continue
        way = longest_way(definition)
        console.print(f"{file}: 通过 · sound ({definition.digest[:12]})", style="green", markup=False)
        console.print(f"  最长路径 · longest way: {' → '.join(way.stages)}", markup=False)
        console.print(f"  时限合计 · limits in all: {way.limits}", markup=False)
    return 0 if is_sound else 1


def procedure_schema() -> str:
    """Return the JSON Schema of a procedure file, for completion in an editor."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Procedure.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2)
