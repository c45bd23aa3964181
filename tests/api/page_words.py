"""Every Chinese sentence of the pages, taken from the templates and the code that show it."""

from pathlib import Path

from babel.messages.extract import extract_from_dir

import api.web

_FOLDER = Path(api.web.__file__).parent
_METHODS = [("templates/**.html", "jinja2"), ("templates/**.svg", "jinja2"), ("**.py", "python")]


def sentences_of_the_pages() -> dict[str, str]:
    """Return each sentence with the first place that says it."""
    found = extract_from_dir(
        _FOLDER,
        method_map=_METHODS,
        keywords={"_": None, "say": None},
        options_map={"templates/**.html": {"trim_blocks": "true"}},
    )
    return {str(sentence): f"{file}:{line}" for file, line, sentence, _, _ in reversed(list(found))}
