"""Answering what a workflow asks: by the button of a choice, or by filling in a form."""

from typing import Any

from bot.views import ask, ids
from bot.workflows.running.answering import Misfit, choose, fill_in, open_question
from handlers.click import Click
from handlers.guard import Wrong
from store.transaction import Transaction


async def chosen(click: Click) -> None:
    """Take the choice."""
    nth, _, key = click.value.partition(":")

    def rule(tx: Transaction) -> None:
        choose(tx, click.deps.desk, key, int(nth), click.person(tx))

    await click.deps.store.write(rule)


async def opened(click: Click) -> None:
    """Show the form."""

    def rule(tx: Transaction) -> dict[str, Any]:
        question = open_question(tx, click.value, click.person(tx))
        return ask.form(question.form, click.value, question.thread.id)

    await click.open(await click.deps.store.write(rule))


async def submitted(click: Click) -> None:
    """Take what was filled in."""
    key = click.metadata["ask"]

    def rule(tx: Transaction) -> None:
        given = {name: click.given(ids.answer(name)) for name in click.metadata["fields"]}
        try:
            fill_in(tx, click.deps.desk, key, given, click.person(tx))
        except Misfit as misfit:
            raise Wrong(ids.answer(misfit.name), str(misfit)) from misfit

    await click.deps.store.write(rule)
