"""Replies and notes: words of an agent, once however often they are sent."""

from collections.abc import Callable
from uuid import uuid4

from pydantic import Field

from bot.desk.dictated import Dictated, dictate
from bot.desk.replies import Reply, reply, typed
from bot.errors import Refused
from store.agents import Agent
from store.messages import Message
from store.threads import Thread
from store.transaction import Transaction
from triggers.api.acting import agent_named, thread_named
from triggers.api.route import Ask
from triggers.api.said import MessageView, message_view
from triggers.api.shapes import Answer, ByAgent, Nothing, Text
from triggers.api.thread_rows import ThreadRow, row_of

ANOTHER = "This Idempotency-Key was used before, for something else."


class Words(ByAgent):
    """What an agent says, as plain text."""

    text: Text = Field(min_length=1, max_length=10_000)


class WordsAnswer(Answer):
    """The message or note, which is on its way while its `ts` is null, and its thread."""

    message: MessageView
    thread: ThreadRow


class Canned(Answer):
    """An answer to start from, in Slack's format."""

    name: str
    text: str


class CannedList(Answer):
    """Every one of bellhop.yml, in its order."""

    items: list[Canned]


async def canned(ask: Ask[Nothing]) -> CannedList:
    """Return the answers to start from."""
    found = ask.deps.desk.config.canned
    return CannedList(items=[Canned(name=name, text=text) for name, text in found.items()])


async def replied(ask: Ask[Words]) -> WordsAnswer:
    """Answer the customer."""

    def rule(tx: Transaction, agent: Agent, thread: Thread, key: str) -> None:
        reply(tx, ask.deps.desk, agent, Reply(thread.id, ask.given.text, key))

    return await _once(ask, "reply", rule)


async def noted(ask: Ask[Words]) -> WordsAnswer:
    """Leave a note in the internal room."""

    def rule(tx: Transaction, agent: Agent, thread: Thread, key: str) -> None:
        dictate(tx, ask.deps.desk, agent, Dictated(thread.id, ask.given.text, key))

    return await _once(ask, "note", rule)


async def _once(
    ask: Ask[Words], kind: str, rule: Callable[[Transaction, Agent, Thread, str], None]
) -> WordsAnswer:
    own_key = ask.idempotency_key or uuid4().hex

    def said(tx: Transaction) -> WordsAnswer:
        agent = agent_named(tx, ask.given.agent)
        thread = thread_named(tx, ask.path["ref"])
        key = f"api:{thread.id}:{own_key}"
        message = _known(tx, f"{kind}:{key}")
        if message is None:
            rule(tx, agent, thread, key)
            tx.flush()  # what it queued can be found by its key
            message = _known(tx, f"{kind}:{key}")
        if message is None or (message.text, message.author) != _meant(ask, agent):
            raise Refused(ANOTHER)
        after = tx.threads.get(thread.id) or thread
        return WordsAnswer(
            message=message_view(ask.deps.desk, message), thread=row_of(tx, ask.deps.desk, after)
        )

    return await ask.deps.store.write(said)


def _meant(ask: Ask[Words], agent: Agent) -> tuple[str, str]:
    return typed(ask.given.text), agent.slack_user


def _known(tx: Transaction, key: str) -> Message | None:
    delivery = tx.deliveries.by_key(key)
    return None if delivery is None else tx.messages.get(delivery.payload["message"])
