"""What a caller is told when something cannot be done."""

from typing import TypeVar

from pydantic import ValidationError

from triggers.api.shapes import Answer

T = TypeVar("T")


class Problem(Exception):
    """The answer is an error; `field` names the part of the request that is wrong."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.field = field

    def answer(self) -> "ErrorAnswer":
        """Return what is sent."""
        error = ErrorDetails(code=self.code, message=str(self), field=self.field)
        return ErrorAnswer(error=error)


class ErrorDetails(Answer):
    """What is wrong, for programs (`code`), for people (`message`), and where (`field`)."""

    code: str
    message: str
    field: str | None


class ErrorAnswer(Answer):
    """Every answer that is no success."""

    error: ErrorDetails


# every status an error can have, and its code
CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "api_off",
    404: "not_found",
    405: "method_not_allowed",
    409: "refused",
    413: "too_large",
    422: "invalid",
    500: "internal",
    503: "unavailable",
}


def problem(status: int, message: str, field: str | None = None) -> Problem:
    """Return a problem with the code of its status."""
    return Problem(status, CODES[status], message, field)


def known(found: T | None, what: str, number: int) -> T:
    """Return what was found by the number in the address."""
    if found is None:
        raise not_found(f"There is no {what} {number}.")
    return found


def not_found(message: str) -> Problem:
    """There is no such thing."""
    return problem(404, message)


def invalid(field: str, message: str) -> Problem:
    """A field is understood, and makes no sense."""
    return problem(422, message, field)


def misshapen(error: ValidationError) -> Problem:
    """Return the first thing that is wrong with a request; never what it contained."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return problem(400, "The body is not JSON.")
    field = ".".join(str(part) for part in first["loc"]) or None
    message = "This is not a field here." if first["type"] == "extra_forbidden" else first["msg"]
    return problem(422, message.removeprefix("Value error, "), field)
