"""The descriptions that other systems publish of themselves, and whether a request keeps to one.

They are large and not ours to publish, so they lie beside this repository, and not everywhere.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "specs"


@cache
def described(name: str) -> dict[str, Any]:
    """Return a description; the test is skipped where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    found: dict[str, Any] = json.loads(path.read_text())
    if name.startswith("pagerduty_rest"):
        # it says object, where its own examples and PagerDuty itself have a text
        schemas = found["components"]["schemas"]
        schemas["IncidentBody"]["properties"]["details"]["type"] = "string"
    return found


def holds_to(name: str, request: dict[str, Any], below: str) -> None:
    """Fail unless a recorded request is one that the description knows, parameters and body."""
    document = described(name)
    path = urlsplit(request["path"]).path.removeprefix(below)
    template = next(one for one in document["paths"] if _matches(one, path))
    operation = document["paths"][template][request["method"].lower()]
    parameters = [_found(document, one) for one in operation.get("parameters", ())]
    known = {one["name"] for one in parameters if one["in"] == "query"}
    assert set(request["query"]) <= known, f"{path} knows only {known}"
    wanted = {
        one["name"].lower() for one in parameters if one["in"] == "header" and one.get("required")
    }
    sent = {header.lower() for header in request["headers"]}
    assert wanted <= {*sent, "authorization"}, f"{path} wants {wanted}"
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        jsonschema.Draft4Validator(whole).validate(json.loads(request["body"]))


def _found(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for step in part.get("$ref", "").removeprefix("#/").split("/") if "$ref" in part else ():
        document = document[step]
    return document if "$ref" in part else part


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template)), path) is not None
