"""Why a message is, or is not, in a thread."""

from bot.desk.intake.explain import explain
from store.channels import Mode
from store.transaction import Transaction
from triggers.api.route import Ask
from triggers.api.shapes import Answer, Nothing


class WhyAnswer(Answer):
    """The reason, in words; `known` is false for a message that never reached us."""

    known: bool
    thread: str | None
    why: str
    mode: Mode
    mode_set_by: str
    link: str | None


async def why(ask: Ask[Nothing]) -> WhyAnswer:
    """Explain a message."""
    channel, ts = ask.path["channel"], ask.path["ts"]

    def query(tx: Transaction) -> WhyAnswer:
        found = explain(tx, ask.deps.desk, channel, ts)
        return WhyAnswer(
            known=tx.messages.by_ts(channel, ts) is not None,
            thread=found.thread.ref if found.thread else None,
            why=found.reason,
            mode=found.mode,
            mode_set_by=found.mode_from,
            link=found.link,
        )

    return await ask.deps.store.read(query)
