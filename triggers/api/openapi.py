"""The description of the API (OpenAPI 3.1), made from the table of routes and its models."""

from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from triggers.api.problem import CODES, ErrorAnswer
from triggers.api.route import PARTS, Route
from triggers.api.routes import ROUTES
from triggers.api.shapes import Nothing

Json = dict[str, Any]
VERSION = "1"
IN_COMPONENTS = "#/components/schemas/{model}"
WORDS = {
    400: "The body is not JSON.",
    401: "The token is missing or wrong.",
    403: "The API is off: no token is set.",
    404: "There is no such thing.",
    409: "The rules say no; `message` says why.",
    413: "The body is too large.",
    422: "`field` is wrong; `message` says how.",
    500: "A mistake of ours.",
    503: "The database does not answer: try again.",
}
ONLY_POST = {400, 409, 413}


@cache
def described() -> Json:
    """Return the description."""
    schemas, components = _schemas()
    paths: Json = {}
    for route in ROUTES:
        operation = _operation(route, schemas)
        paths.setdefault(f"/api/v1{route.path}", {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bellhop", "version": VERSION, "description": "The support desk."},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {str(status): _error(status) for status in WORDS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> tuple[dict[type[BaseModel], Json], Json]:
    """Return how to refer to each model, and all definitions."""
    wanted: dict[type[BaseModel], JsonSchemaMode] = {ErrorAnswer: "serialization"}
    for route in ROUTES:
        wanted |= {route.given: "validation", route.answer: "serialization"}
    refs, definitions = models_json_schema([*wanted.items()], ref_template=IN_COMPONENTS)
    return {model: refs[model, mode] for model, mode in wanted.items()}, definitions["$defs"]


def _operation(route: Route[Any, Any], schemas: dict[type[BaseModel], Json]) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.path.split("/")[1]],
        "parameters": _parameters(route),
        "responses": {
            str(route.status): {
                "description": "Found." if route.method == "GET" else "Done.",
                "content": _content(schemas[route.answer]),
            },
            **_errors(route),
        },
    }
    if route.method != "GET" and route.given is not Nothing:
        schema = schemas[route.given]
        needed = any(field.is_required() for field in route.given.model_fields.values())
        operation["requestBody"] = {"required": needed, "content": _content(schema)}
    return operation


def _parameters(route: Route[Any, Any]) -> list[Json]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": _part(name)}
        for name in route.parts
    ]
    if route.once:
        schema = {"type": "string", "maxLength": 200}
        about = "The same key once more changes nothing, and is answered alike."
        found.append(
            {"name": "Idempotency-Key", "in": "header", "schema": schema, "description": about}
        )
    return found + (_query(route.given) if route.method == "GET" else [])


def _query(model: type[BaseModel]) -> list[Json]:
    schema = model.model_json_schema(ref_template=IN_COMPONENTS)
    return [
        {"name": name, "in": "query", "required": False, "schema": shape, "explode": False}
        for name, shape in schema.get("properties", {}).items()
    ]


def _part(name: str) -> Json:
    return {"type": "string", "pattern": f"^{PARTS[name]}$"}


def _errors(route: Route[Any, Any]) -> Json:
    skipped = ONLY_POST if route.method == "GET" else set()
    return {
        str(status): {"$ref": f"#/components/responses/{status}"}
        for status in WORDS
        if status not in skipped
    }


def _error(status: int) -> Json:
    schema = {"$ref": "#/components/schemas/ErrorAnswer"}
    about = f"`{CODES[status]}`: {WORDS[status]}"
    return {"description": about, "content": _content(schema)}


def _content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}
