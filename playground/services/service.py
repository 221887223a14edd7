"""What every service is made of, what it is asked and how it declines."""

from typing import Protocol, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from playground.errors import Json

Asked = TypeVar("Asked", bound=BaseModel)


class Declined(Exception):
    """A request that gets an answer other than 2xx."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status


class Service(Protocol):
    """One of the systems."""

    def routes(self) -> list[web.RouteDef]: ...

    def reset(self) -> None:
        """Begin anew with the sample data."""

    def shown(self) -> Json:
        """All there is to see."""


async def posted(request: web.Request, model: type[Asked]) -> Asked:
    try:
        return model.model_validate_json(await request.read())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Declined(400, f"{where}: {first['msg']}" if where else first["msg"]) from None


def asked_for(request: web.Request, name: str) -> str:
    """Return a parameter of the address that must be there."""
    if value := request.query.get(name):
        return value
    raise Declined(400, f"{name} is missing")
