"""Answers that come by response_url or as the immediate reply to a command."""

import secrets
from dataclasses import dataclass

from playground import messages
from playground.blocks import checked
from playground.cast import User
from playground.channels import Channel, Message
from playground.errors import Json, Refused
from playground.messages import Draft
from playground.world import World

USES = 5
LIFE_SECONDS = 30 * 60


@dataclass(slots=True)
class Target:
    """What a response_url leads to: a person in a channel, perhaps at a message."""

    user: User
    channel: Channel
    original: Message | None
    expires: float = 0
    uses: int = 0


class Responses:
    """The response_urls given out."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._targets: dict[str, Target] = {}

    def url_for(self, user: User, channel: Channel, original: Message | None = None) -> str:
        key = secrets.token_urlsafe(12)
        expires = self._world.now() + LIFE_SECONDS
        self._targets[key] = Target(user, channel, original, expires)
        return f"{self._world.base_url}response/{key}"

    def redeem(self, key: str, body: Json) -> None:
        target = self._targets.get(key)
        if target is None or self._world.now() > target.expires:
            raise Refused("expired_url")
        if target.uses >= USES:
            raise Refused("used_url")
        target.uses += 1
        self.post(target, body)

    def post(self, target: Target, body: Json) -> None:
        """Do what the app answered: replace, remove or say something."""
        world, channel, original = self._world, target.channel, target.original
        if original and body.get("delete_original"):
            self._remove(channel, original)
        elif original and body.get("replace_original"):
            self._replace(channel, original, self._content(body))
        elif body.get("response_type") == "in_channel":
            draft = Draft(str(body.get("text", "")), self._content(body), body.get("thread_ts"))
            messages.say(world, channel, world.bot, draft)
        else:
            self._whisper(target, body)

    def _whisper(self, target: Target, body: Json) -> None:
        draft = Draft(str(body.get("text", "")), self._content(body), body.get("thread_ts"))
        message = messages.compose(self._world, target.channel, self._world.bot, draft)
        message.seen_only_by = target.user.id
        target.channel.ephemerals.append(message)
        self._world.watcher.changed(target.channel.id)

    def _remove(self, channel: Channel, original: Message) -> None:
        if not original.seen_only_by:
            messages.delete(self._world, channel, original, self._world.bot)
        elif original in channel.ephemerals:
            channel.ephemerals.remove(original)
            self._world.watcher.changed(channel.id)

    def _replace(self, channel: Channel, original: Message, content: Json) -> None:
        changes = {"text": "", "blocks": None} | content
        if not original.seen_only_by:
            messages.edit(self._world, channel, original, changes, self._world.bot)
            return
        original.body |= changes
        self._world.watcher.changed(channel.id)

    def _content(self, body: Json) -> Json:
        content: Json = {"text": str(body.get("text", ""))}
        if blocks := body.get("blocks"):
            content["blocks"] = checked(blocks, "message", self._world.next_id)
        if not (content["text"] or blocks):
            raise Refused("no_text")
        return content
