"""Logs as JSON lines: one object for each event, for whatever collects them."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

_CONTEXT = ("temporal_workflow", "temporal_activity")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, with Temporal's context when it has one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON; personal data is never passed to a log in the first place."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in _CONTEXT if hasattr(record, name)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_as_json(level: int = logging.INFO) -> None:
    """Have this process write its logs to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Not uvicorn.access: addresses carry what people searched for.
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.getLogger("httpx").setLevel(logging.WARNING)
