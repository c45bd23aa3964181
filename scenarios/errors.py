"""What is said about a definition that cannot be loaded: file, line and reason."""

from pathlib import Path

from domain.refusal import Refusal


class DefinitionWrong(Refusal):
    """A definition file has the wrong shape or makes no sense; every finding is listed."""

    code = "definition-wrong"

    def __init__(self, file: Path, findings: list[tuple[int, str]]) -> None:
        lines = "\n".join(f"{file}:{line}: {reason}" for line, reason in findings)
        super().__init__(f"定义不成立：\n{lines}", lines, file=str(file), findings=findings)
