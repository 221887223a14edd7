"""Watching: a sender that falls silent, and bad signatures in its name, are told once."""

from datetime import timedelta

from tests.door import words
from tests.triggers.webhooks.post import FAILED, Posting


async def look(posting: Posting, **later: float) -> list[str]:
    """Turn the clock, let the desk look at its senders, and return the alerts."""
    posting.door.clock.advance(timedelta(**later))
    bot = posting.door.bot
    await bot.ledger.carry_over(bot.deps)
    await posting.door.settle()
    return [words(message) for message in posting.door.person("ada").sees("C0ALERTS")]


async def speaks(posting: Posting, times: int, every: timedelta) -> None:
    for _ in range(times):
        assert await posting.signed("stripe", FAILED) == 200
        for _ in range(int(every / timedelta(minutes=4))):
            await look(posting, minutes=4)


async def waits(posting: Posting, **length: float) -> list[str]:
    found: list[str] = []
    for _ in range(int(timedelta(**length) / timedelta(minutes=4))):
        found = await look(posting, minutes=4)
    return found


async def test_who_is_silent_for_three_times_its_usual_gap_is_told_of_once(
    posting: Posting,
) -> None:
    await speaks(posting, 7, timedelta(minutes=20))

    assert await waits(posting, minutes=40) == []
    [said] = await waits(posting, minutes=40)
    assert "The webhook stripe has fallen silent" in said
    assert "at most 20 min" in said

    await speaks(posting, 2, timedelta(minutes=20))
    assert len(await waits(posting, minutes=130)) == 2  # it spoke, and fell silent again


async def test_who_hardly_ever_spoke_may_be_silent(posting: Posting) -> None:
    await speaks(posting, 3, timedelta(minutes=20))

    assert await waits(posting, hours=4) == []


async def test_when_nobody_listened_the_silence_is_ours(posting: Posting) -> None:
    await speaks(posting, 7, timedelta(minutes=20))

    assert await look(posting, hours=10) == []
    assert await waits(posting, minutes=20) == []
    assert len(await waits(posting, minutes=40)) == 1


async def test_many_bad_signatures_are_told_at_most_once_an_hour(posting: Posting) -> None:
    for _ in range(9):
        await posting.post("stripe", b"{}")
    assert await look(posting, minutes=1) == []
    await posting.post("stripe", b"{}")

    [said] = await look(posting, minutes=1)
    assert "10 requests to the webhook stripe had no good signature" in said
    for _ in range(20):
        await posting.post("stripe", b"{}")
    assert len(await look(posting, minutes=1)) == 1

    await look(posting, minutes=4)  # by then the address is heard again
    for _ in range(20):
        await posting.post("stripe", b"{}")
    assert len(await look(posting, minutes=60)) == 2


async def test_a_few_bad_signatures_now_and_then_are_nothing(posting: Posting) -> None:
    found: list[str] = []
    for _ in range(20):
        await posting.post("stripe", b"{}")
        found = await look(posting, minutes=2)

    assert found == []
