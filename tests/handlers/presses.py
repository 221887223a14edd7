"""Everything that can be pressed, sent or typed, as Slack would tell us of it, by whoever it may be."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any

from bot.views import ids
from handlers import incident_command, support
from handlers.routes import ACTIONS, COMMANDS, SHORTCUTS, VIEWS
from tests.door import ACME, Door

Json = dict[str, Any]

# what a button carries that is not about a thread
VALUES: Mapping[str, str] = {
    ids.ACKNOWLEDGE: "1",
    ids.INCIDENT_ACKNOWLEDGE: "1",
    ids.INCIDENT_MOVE: "1 monitoring",
    ids.INCIDENT_UPDATE: "1",
    ids.INCIDENT_PREVIEW: "1",
    ids.INCIDENT_MORE: ids.INCIDENT_ROLES_MODAL,
    ids.INCIDENT_PAGE: ids.INCIDENT_PAGE_MODAL,
    ids.INCIDENT_TAKE_ANY.pattern: "1 commander",
    ids.BUG_FORM: "bug:1001:1",
    ids.ASK_CHOICE_ANY.pattern: "0:ask:1:which",
    ids.ASK_FORM: "ask:1:which",
    ids.RUN: "1:0",
    ids.RUN_ON: "1:0",
    ids.RUNS_OLDER: "9:9",
    ids.OWED_DONE: "1",
    ids.OWED_CHANGE: "1",
    ids.OWED_CANCEL: "1",
    ids.OWED_PUT_OFF: "1:hour",
    ids.PROMISE_KEEP: "2",
    ids.PROMISE_OTHER: "2",
    ids.PROMISE_LEAVE: "2",
    ids.CSAT_SCORE_ANY.pattern: "1:1",
    ids.CSAT_COMMENT: "1",
    ids.CHANNEL_MAP_ANY.pattern: f"{ACME}:2",
    ids.CHANNEL_CHOOSE: ACME,
    ids.CHANNEL_IGNORE: ACME,
    ids.HOME_PAGE_ANY.pattern: "mine:x",
    ids.WORKFLOW_LIVE: "which:1",
    ids.WORKFLOW_NOT_YET: "which:1",
    ids.WORKFLOW_SWITCH: "off",
    ids.WORKFLOW_PAGE_ANY.pattern: "0",
}
# everything that any dialog gets back from us
KEPT = {
    "thread": 1001,
    "incident": 1,
    "owed": 1,
    "ask": "ask:1:which",
    "fields": ["name"],
    "bug": "bug:1001:1",
    "survey": 1,
    "channel": ACME,
    "question": [ACME, "1.0"],
    "page": 0,
    "fixed": "label",
}
# what customers may do: it is asked in their channel
CUSTOMERS_OWN = {
    ids.HUMAN,
    ids.SOLVED,
    ids.BUG_FORM,
    ids.BUG_FORM_MODAL,
    ids.ASK_CHOICE_ANY.pattern,
    ids.ASK_FORM,
    ids.ASK_MODAL,
    ids.CSAT_SCORE_ANY.pattern,
    ids.CSAT_COMMENT,
    ids.CSAT_COMMENT_MODAL,
}


@dataclass(frozen=True)
class Hand:
    """Whose hand it is, as Slack says."""

    user: str
    team: str


@dataclass(frozen=True)
class Press:
    """One thing to do; `name` is what the table of routes calls it."""

    name: str
    payload: Json

    async def by(self, hand: Hand, door: Door) -> Json:
        """Let somebody do it; what they are answered."""
        if "command" in self.payload:
            typed = {**self.payload, "user_id": hand.user, "team_id": hand.team}
            return await door.slack.send_interaction(typed, "slash_commands")
        user = {"id": hand.user, "team_id": hand.team}
        return await door.slack.send_interaction({**self.payload, "user": user})


def presses(root: str) -> Iterator[Press]:
    """Everything in the table of routes, done in the channel of Acme, at this message."""
    yield from (_pressed(action, root) for action in ACTIONS)
    for callback in VIEWS:
        yield Press(callback, {"type": "view_submission", "view": _view(callback, root)})
    for callback in SHORTCUTS:
        yield Press(callback, {**_at(root), "type": "message_action", "callback_id": callback})
    for command in COMMANDS:
        yield from (Press(f"{command} {words}", _typed(command, words)) for words in _words())


def _pressed(action: str | Pattern[str], root: str) -> Press:
    name = action if isinstance(action, str) else action.pattern
    value = VALUES.get(name, "1001")
    pressed = {"action_id": _example(name), "block_id": "b:which", "type": "button", "value": value}
    view = {"view": _view("any", root)}  # the value of these is not about what they are in
    return Press(name, {**_at(root), **view, "type": "block_actions", "actions": [pressed]})


def _example(pattern: str) -> str:
    """Return something that a pattern of ours fits."""
    found = re.sub(r"\\d\+|\[1-5\]", "1", pattern).replace(r"\w+", "commander").replace("\\.", ".")
    found = re.sub(r"\((\w+)\|[^)]*\)", r"\1", found)
    assert re.fullmatch(pattern, found), f"say what fits {pattern}"
    return found


def _at(root: str) -> Json:
    place = {"type": "message", "channel_id": ACME, "message_ts": root}
    message = {"type": "message", "ts": root, "user": "U0CAROL", "text": "Nothing works"}
    where = {"container": place, "channel": {"id": ACME}, "message": message}
    return {**where, "team": {"id": "T0HOME"}, "trigger_id": "no trigger"}


def _view(callback: str, root: str) -> Json:
    kept = json.dumps({**KEPT, "ts": root})
    shown = {"type": "modal", "callback_id": callback, "private_metadata": kept}
    return {**shown, "id": "V1", "hash": "h", "blocks": [], "state": {"values": {}}}


def _typed(command: str, words: str) -> Json:
    where = {"channel_id": ACME, "command": command, "text": words}
    return {**where, "trigger_id": "no trigger"}


def _words() -> Iterator[str]:
    names = {*support.ASKED, *support.DIALOGS, *incident_command.ASKED, *incident_command.DIALOGS}
    yield "help"
    yield from (f"{name} T-1001 Nothing works" for name in sorted(names))
