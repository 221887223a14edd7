"""What the app is told when somebody clicks, submits, types a command or uses a shortcut."""

from collections import deque

from playground import cast, messages
from playground.cast import User
from playground.channels import Channel, Message
from playground.deliveries import Delivery
from playground.elements import Element, action, blocks_of, initial_state, state_of
from playground.errors import AppSilent, Json, NotPossible
from playground.events import TOKEN
from playground.responses import Responses, Target
from playground.wire import Kind, Wire
from playground.world import World

KEPT = 200


class Interactions:
    """Builds each payload in Slack's shape, sends it and waits for the answer."""

    def __init__(self, world: World, wire: Wire, responses: Responses) -> None:
        self.world = world
        self._wire = wire
        self._responses = responses
        self.made: deque[Delivery] = deque(maxlen=KEPT)

    async def ask(self, payload: Json, kind: Kind = "interactive") -> Json:
        """Send an interaction; returns what the app answered it with."""
        delivery = Delivery(payload, self.world.now(), attempts=1)
        self.made.append(delivery)
        answer = await self._wire.send(kind, payload)
        delivery.outcome = "acknowledged" if answer.ok else "given up"
        if not answer.ok:
            raise AppSilent(f"The app did not answer ({answer.reason})")
        return answer.body

    async def click(
        self, user: User, at: tuple[Channel, Message], element: Element, picked: object
    ) -> None:
        """An element in a message is used."""
        channel, message = at
        self._check_interactive()
        state = message.picked.setdefault(user.id, initial_state(blocks_of(message.body)))
        _remember(state, element, picked)
        payload = self._base("block_actions", user) | {
            "container": _container(channel, message),
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "team": _team(cast.EXAMPLE),
            "state": {"values": state},
            "response_url": self._responses.url_for(user, channel, message),
            "actions": [action(element, picked, self.world.next_ts())],
        }
        if not message.seen_only_by:
            payload["message"] = messages.rendered(channel, message)
        await self.ask(payload)

    async def use_in_view(self, user: User, view: Json, element: Element, picked: object) -> None:
        """An element in a modal or on the Home tab is used."""
        self._check_interactive()
        _remember(view["state"]["values"], element, picked)
        if element.block["type"] == "input" and not element.block.get("dispatch_action"):
            return  # plain inputs are only read when the view is submitted
        payload = self._base("block_actions", user) | {
            "container": {"type": "view", "view_id": view["id"]},
            "team": _team(cast.EXAMPLE),
            "view": view,
            "actions": [action(element, picked, self.world.next_ts())],
        }
        await self.ask(payload)

    async def suggest(
        self, user: User, at: tuple[Channel, Message] | Json, element: Element, typed: str
    ) -> Json:
        """Ask the app for the options of an external select."""
        if len(typed) < element.body.get("min_query_length", 3):
            return {"options": []}
        payload = self._base("block_suggestion", user) | {
            "action_id": element.action_id,
            "block_id": element.block["block_id"],
            "value": typed,
            "team": _team(cast.EXAMPLE),
        }
        del payload["trigger_id"]
        if isinstance(at, dict):
            payload |= {"container": {"type": "view", "view_id": at["id"]}, "view": at}
        else:
            channel, message = at
            payload["container"] = _container(channel, message)
            payload["channel"] = {"id": channel.id, "name": channel.name}
            payload["message"] = messages.rendered(channel, message)
        return await self.ask(payload)

    async def submit(self, user: User, view: Json) -> Json:
        payload = self._base("view_submission", user) | {"view": view, "response_urls": []}
        return await self.ask(payload | {"team": _team(self.world.team_of(user))})

    async def close(self, user: User, view: Json, *, cleared: bool) -> None:
        payload = self._base("view_closed", user) | {"view": view, "is_cleared": cleared}
        del payload["trigger_id"]
        await self.ask(payload | {"team": _team(self.world.team_of(user))})

    async def type_command(self, user: User, channel: Channel, typed: str) -> Json:
        command, _, text = typed.strip().partition(" ")
        if user.team_id != cast.HOME or command not in self.world.manifest.commands:
            raise NotPossible(f"{command} is not a valid command")
        payload: Json = {
            "token": TOKEN,
            "team_id": cast.HOME,
            "team_domain": cast.EXAMPLE.domain,
            "channel_id": channel.id,
            "channel_name": channel.name or "directmessage",
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text.strip(),
            "api_app_id": cast.APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._responses.url_for(user, channel),
            "trigger_id": self.world.surfaces.permit(user.id),
        }
        reply = await self.ask(payload, "slash_commands")
        if reply.get("text") or reply.get("blocks"):
            self._responses.post(Target(user, channel, None), reply)
        return reply

    async def use_shortcut(
        self, user: User, callback_id: str, at: tuple[Channel, Message] | None
    ) -> None:
        shortcut = self.world.manifest.shortcuts.get(callback_id)
        type_ = "message" if at else "global"
        if user.team_id != cast.HOME or shortcut is None or shortcut["type"] != type_:
            raise NotPossible(f"There is no {type_} shortcut {callback_id} here")
        name = "message_action" if at else "shortcut"
        payload = self._base(name, user) | {"callback_id": callback_id, "team": _team(cast.EXAMPLE)}
        payload["action_ts"] = self.world.next_ts()
        if at:
            channel, message = at
            payload |= {
                "message_ts": message.ts,
                "channel": {"id": channel.id, "name": channel.name or "directmessage"},
                "message": messages.rendered(channel, message),
                "response_url": self._responses.url_for(user, channel),
            }
        await self.ask(payload)

    def _base(self, type_: str, user: User) -> Json:
        return {
            "type": type_,
            "user": {
                "id": user.id,
                "username": user.handle,
                "name": user.handle,
                "team_id": user.team_id,
            },
            "api_app_id": cast.APP_ID,
            "token": TOKEN,
            "trigger_id": self.world.surfaces.permit(user.id),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _check_interactive(self) -> None:
        if not self.world.manifest.interactive:
            raise NotPossible("This app has interactivity switched off")


def _team(team: cast.Team) -> Json:
    return {"id": team.id, "domain": team.domain}


def _container(channel: Channel, message: Message) -> Json:
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.seen_only_by),
    }
    return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def _remember(state: Json, element: Element, picked: object) -> None:
    block_id = element.block["block_id"]
    if element.action_id in state.get(block_id, {}):
        state[block_id][element.action_id] = state_of(element, picked)
