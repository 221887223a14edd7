"""The descriptions that other systems publish of themselves, and whether a request keeps to one.

They are large and not ours to publish, so they lie beside this repository, and not everywhere.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import graphql
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
        # it says object, where its own examples and PagerDuty itself have a text, and forgets one
        body = found["components"]["schemas"]["IncidentBody"]["properties"]
        body["details"]["type"], body["type"] = "string", {"enum": ["incident_body"]}
    if name.startswith("statuspage"):
        for verb in ("post", "patch"):
            incident = found["components"]["schemas"][f"{verb}PagesPageIdIncidents"]
            components = incident["properties"]["incident"]["properties"]["components"]
            # it names the id of some component, where it means any
            [components["additionalProperties"]] = components.pop("properties").values()
    return found


def holds_to(name: str, request: dict[str, Any], below: str) -> None:
    """Fail unless a recorded request is one that the description knows, parameters and body."""
    document = described(name)
    path = urlsplit(request["path"]).path.removeprefix(below)
    template = min((one for one in document["paths"] if _matches(one, path)), key=_places)
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
        body = json.loads(request["body"])
        jsonschema.Draft4Validator(whole).validate(body)
        strangers = list(_strangers(document, schema, body))
        assert not strangers, f"{path} knows nothing of {strangers}"


@cache
def linears() -> graphql.GraphQLSchema:
    """Return what Linear understands; the test is skipped where there is no description."""
    path = FOLDER / "linear_schema.graphql"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return graphql.build_schema(path.read_text(), assume_valid=True)


def holds_to_linear(request: dict[str, Any]) -> None:
    """Fail unless a recorded request is one that Linear understands, query and variables."""
    schema, asked = linears(), json.loads(request["body"])
    query = graphql.parse(asked["query"])
    assert graphql.validate(schema, query) == []
    [operation] = [
        one for one in query.definitions if isinstance(one, graphql.OperationDefinitionNode)
    ]
    wanted = graphql.execution.values.get_variable_values(
        schema, operation.variable_definitions or (), asked["variables"]
    )
    assert not isinstance(wanted, list), wanted


def holds_to_adf(document: object) -> None:
    """Fail unless this is what Jira takes in the place of text."""
    jsonschema.Draft4Validator(described("adf_v1_full.json")).validate(document)


def _strangers(document: dict[str, Any], schema: dict[str, Any], value: object) -> Iterator[str]:
    """Yield the fields of which a description says nothing: others would ignore them."""
    parts = list(_parts(document, schema))
    fields = {name: one for part in parts for name, one in part.get("properties", {}).items()}
    if isinstance(value, list):
        for one in value:
            yield from _strangers(document, parts[0].get("items", {}), one)
    if not isinstance(value, dict) or not fields:
        return
    open_to_more = any(part.get("additionalProperties", False) is not False for part in parts)
    for name, inner in value.items():
        if name in fields:
            yield from _strangers(document, fields[name], inner)
        elif not open_to_more:
            yield name


def _found(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    for step in part.get("$ref", "").removeprefix("#/").split("/") if "$ref" in part else ():
        document = cast(Any, document)[int(step) if step.isdecimal() else step]
    return document if "$ref" in part else part


def _parts(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    known = _found(document, schema)
    yield known
    for one in known.get("allOf", ()):
        yield from _parts(document, one)


def _places(template: str) -> int:
    return template.count("{")


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template)), path) is not None
