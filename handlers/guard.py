"""Around every listener: what a person reads when it cannot be done, and that it is answered."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.deps import Deps
from bot.desk.telling.refusals import refuse
from bot.errors import Refused
from bot.views.modals import notice
from bot.views.support import refusal
from handlers.click import Click
from store.transaction import Transaction

log = logging.getLogger(__name__)

SORRY = "Something went wrong. The operators can see what in the log."
NOT_POSSIBLE = "Not possible"

Listener = Callable[[Click], Awaitable[None]]


class Wrong(Refused):
    """What was filled in does not do: it is said at that input, and the dialog stays open."""

    def __init__(self, block: str, why: str) -> None:
        super().__init__(why)
        self.block = block


@contextmanager
def blamed_on(block: str) -> Iterator[None]:
    """Say at this input of the dialog what the rules refuse."""
    try:
        yield
    except Refused as refused:
        raise Wrong(block, str(refused)) from refused


def guarded(listener: Listener, deps: Deps) -> Callable[..., Awaitable[None]]:
    """Return what Bolt calls: the listener, with its refusals told and its failures caught.

    No exception may reach Bolt from an interactive listener: it would lose the acknowledgement.
    """

    async def call(ack: AsyncAck, body: dict[str, Any]) -> None:
        click = Click(deps, ack, body)
        try:
            await _listen(listener, click)
        except Exception:
            log.exception("Nobody could be told that %s failed", listener.__module__)
        if ack.response is None:
            await ack()

    return call


async def _listen(listener: Listener, click: Click) -> None:
    try:
        await listener(click)
    except Wrong as wrong:
        await click.ack(response_action="errors", errors={wrong.block: str(wrong)})
    except Refused as refused:
        await _refused(click, str(refused))
    except Exception:
        log.exception("The listener %s failed", listener.__module__)
        await _refused(click, SORRY)


async def _refused(click: Click, why: str) -> None:
    """Tell who tried where they look, and write it down."""
    if "command" in click.body:
        await click.ack(text=refusal(why).text)
    elif click.body["type"] == "view_submission":
        await click.ack(response_action="push", view=notice(NOT_POSSIBLE, why))
    whispered = click.channel if _can_whisper(click) else None
    await click.deps.store.write(_written_down, click, whispered, why)
    if whispered is None and click.ack.response is None:
        await click.open(notice(NOT_POSSIBLE, why))


def _can_whisper(click: Click) -> bool:
    """Whether the bot is there to be heard: it is where its own messages are."""
    container = click.body.get("container", {})
    return container.get("type") == "message" and not container.get("is_ephemeral")


def _written_down(tx: Transaction, click: Click, channel: str | None, why: str) -> None:
    person, about = click.person(tx), click.thread_id
    thread_id = about if about is not None and tx.threads.get(about) else None
    click.show_home_again(tx)  # what they saw there is out of date
    if channel is None:
        tx.timeline.append("action.refused", person.actor, thread_id, after=why)
    else:
        parent_ts = click.body["container"].get("thread_ts")
        refuse(tx, person, thread_id, channel, why, parent_ts)
