"""Saying which customer a channel belongs to."""

from typing import Any

from bot.desk.channels import Question, answer, change
from bot.errors import Refused
from bot.views import ids
from bot.views.channel_setup import channel_modal
from handlers.click import Click
from handlers.guard import blamed_on
from store.transaction import Transaction


async def mapped(click: Click) -> None:
    """It is the customer of this button."""
    channel, _, customer = click.value.partition(":")
    await _answer(click, channel, int(customer))


async def ignored(click: Click) -> None:
    """It is no customer's."""
    await _answer(click, click.value, None)


async def asked_to_choose(click: Click) -> None:
    """Show every customer there is."""

    def query(tx: Transaction) -> dict[str, Any]:
        click.agent(tx)
        channel = tx.channels.get(click.value)
        if channel is None:
            raise Refused("I am not in that channel any more.")
        return channel_modal(channel, tx.customers.all())

    view = await click.deps.store.read(query)
    await click.open(view, question=[click.channel, click.message_ts])


async def chosen(click: Click) -> None:
    """It is the customer that was chosen; this may replace an earlier answer."""
    question = Question(click.metadata["channel"], *click.metadata["question"])
    customer = int(click.chosen(ids.CUSTOMER) or 0)

    def rule(tx: Transaction) -> None:
        by = click.by(tx)
        with blamed_on(ids.CUSTOMER):
            change(tx, click.deps.desk, question, customer, by)

    await click.deps.store.write(rule)


async def _answer(click: Click, about: str, customer: int | None) -> None:
    question = Question(about, click.channel or "", click.message_ts)

    def rule(tx: Transaction) -> None:
        answer(tx, click.deps.desk, question, customer, click.by(tx))

    await click.deps.store.write(rule)
