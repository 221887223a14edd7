"""Variants: what became of the threads of each."""

from datetime import timedelta

from bot.workflows.shadow.outcomes import Outcomes, outcomes, told
from store.outcomes import VariantCounts
from tests.door import Door
from tests.workflows.conftest import OpenDesk
from tests.workflows.test_switching import EACH

TWO = """
description: Greets in one of two ways
on: thread.created
mode: live
variants: {brief: 3, warm: 7}
steps:
  - id: label
    add_label: "{{ run.variant }}"
  - id: done
    if: {message.text: {contains: trivial}}
    set_status: resolved
"""


async def found(door: Door) -> Outcomes:
    return await door.read(lambda tx: outcomes(tx, door.bot.library, "greet"))


async def test_each_variant_is_counted_by_what_became_of_its_threads(desk: OpenDesk) -> None:
    async with desk(EACH, greet=TWO) as door:
        await door.asks("dave", "Something trivial", "C0GLOBEX")
        ts = await door.asks("dave", "Something trivial too", "C0GLOBEX")
        await door.asks("dave", "It is still broken", "C0GLOBEX", thread_ts=ts)
        await door.asks("dave", "Something hard", "C0GLOBEX")
        await door.later(minutes=10)
        await door.clicks("ada", "thread.claim", 1003)
        await door.clicks("ada", "thread.resolve", 1003)
        await door.asks("dave", "Something nobody looked at", "C0GLOBEX")

        [variant] = (await found(door)).variants
        [label] = await door.read(lambda tx: tx.labels.of(1001))
        assert variant.counts == VariantCounts(
            label, threads=4, alone=1, touched=1, resolved=2, reopened=1, scores=0, scored=0
        )
        assert variant.csat is None
        assert variant.median is not None
        assert abs(variant.median - timedelta(minutes=5)) < timedelta(seconds=5)


async def test_two_variants_are_compared_in_plain_words(desk: OpenDesk) -> None:
    async with desk(EACH, greet=TWO) as door:
        await door.asks("dave", "Something trivial", "C0GLOBEX")
        await door.asks("carol", "Something hard")
        await door.later(minutes=5)
        await door.clicks("ada", "thread.claim", 1002)

        [difference] = (await found(door)).alone
        assert told(difference, "Resolved without a human") == (
            "Resolved without a human: no difference can be told yet: brief 100% (1 of 1), "
            "warm 0% (0 of 1); p = 1.00; about 68 more threads would tell one of this size"
        )


async def test_what_a_workflow_would_have_done_is_no_outcome(desk: OpenDesk) -> None:
    async with desk(EACH, greet=TWO.replace("mode: live", "mode: shadow")) as door:
        await door.asks("dave", "Something trivial", "C0GLOBEX")

        assert (await found(door)).variants == []
