"""What the page asks a person to do."""

import base64
from collections.abc import Awaitable, Callable

from playground.errors import Json, NotPossible
from playground.people import Person

Deed = Callable[[Person, Json], Awaitable[object]]


def _used(asked: Json) -> Json:
    """How an element is used; absent means whichever there is."""
    chosen = asked.get("selected")
    return {
        "value": asked.get("value"),
        "selected": asked.get("value") if chosen is None else chosen,
        "block_id": asked.get("block_id"),
    }


def _says(person: Person, asked: Json) -> Awaitable[object]:
    return person.says(
        asked["channel"],
        asked.get("text", ""),
        asked.get("thread_ts"),
        broadcast=bool(asked.get("broadcast")),
        files=[_file(each) for each in asked.get("files", ())],
    )


def _clicks(person: Person, asked: Json) -> Awaitable[object]:
    return person.clicks(asked["channel"], asked["ts"], asked["action_id"], **_used(asked))


def _submits(person: Person, asked: Json) -> Awaitable[object]:
    for actions in asked["values"].values():
        for raw in actions.values() if isinstance(actions, dict) else ():
            if isinstance(raw, dict) and raw.get("type") == "file_input":
                raw["files"] = [_file(each) for each in raw["files"]]
    return person.submits(asked["values"])


def _uses_shortcut(person: Person, asked: Json) -> Awaitable[object]:
    return person.uses_shortcut(asked["callback_id"], asked.get("channel"), asked.get("ts"))


DEEDS: dict[str, Deed] = {
    "says": _says,
    "edits": lambda person, asked: person.edits(asked["channel"], asked["ts"], asked["text"]),
    "deletes": lambda person, asked: person.deletes(asked["channel"], asked["ts"]),
    "reacts": lambda person, asked: person.reacts(asked["channel"], asked["ts"], asked["name"]),
    "unreacts": lambda person, asked: person.unreacts(asked["channel"], asked["ts"], asked["name"]),
    "clicks": _clicks,
    "clicks_home": lambda person, asked: person.clicks_home(asked["action_id"], **_used(asked)),
    "picks": lambda person, asked: person.picks(
        asked["action_id"], **_used(asked), values=asked.get("values")
    ),
    "suggests": lambda person, asked: person.looks_up(
        asked["action_id"],
        asked.get("value", ""),
        message=(asked["channel"], asked["ts"]) if "ts" in asked else None,
        home=bool(asked.get("home")),
    ),
    "submits": _submits,
    "closes": lambda person, _: person.closes(),
    "types": lambda person, asked: person.types(asked["channel"], asked["text"]),
    "uses_shortcut": _uses_shortcut,
    "joins": lambda person, asked: person.joins(asked["channel"]),
    "leaves": lambda person, asked: person.leaves(asked["channel"]),
    "invites_app": lambda person, asked: person.invites_app(asked["channel"]),
    "sets_topic": lambda person, asked: person.sets_topic(asked["channel"], asked["topic"]),
}


async def act(person: Person, asked: Json) -> object:
    """Let `person` do what is asked."""
    deed = DEEDS.get(asked.get("act", ""))
    if deed is None:
        raise NotPossible(f"Nobody can {asked.get('act')} here")
    try:
        return await deed(person, asked)
    except KeyError as missing:
        raise NotPossible(f"{asked['act']} needs {missing}") from missing


def _file(sent: Json) -> tuple[str, bytes, str]:
    content = base64.b64decode(sent["base64"])
    return sent["name"], content, sent.get("type") or "application/octet-stream"
