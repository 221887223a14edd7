"""What Slack says when it will not."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """A Web API call that Slack answers with `ok: false`."""

    def __init__(self, error: str, **extra: object) -> None:
        super().__init__(error)
        self.body: Json = {"ok": False, "error": error, **extra}


class NotPossible(Exception):
    """What a person tried cannot be done in Slack; the text is what Slack would show them."""


class AppSilent(NotPossible):
    """The app did not answer an interaction within three seconds, or answered with an error."""


def invalid(*messages: str) -> Refused:
    """Refuse arguments, and say which and why as Slack does."""
    return Refused("invalid_arguments", response_metadata={"messages": list(messages)})
