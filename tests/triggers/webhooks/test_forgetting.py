"""Signals are kept for a while; what is said of threads stays."""

from tests.triggers.webhooks.post import FAILED, Posting
from triggers.retention import Forgetter


async def test_signals_are_forgotten_after_ninety_days(posting: Posting) -> None:
    forgetter = Forgetter(posting.door.bot.store, posting.door.bot._config.retention)
    await posting.signed("stripe", FAILED)
    await posting.door.asks("carol", "We cannot pay")
    await posting.door.later(days=89)
    await forgetter.forget()
    assert len(await posting.received()) == 1

    await posting.door.later(days=2)
    await forgetter.forget()

    assert await posting.received() == []
    assert await posting.door.read(lambda tx: tx.timeline.of(1001))
