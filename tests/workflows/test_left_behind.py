"""What is under way when people resolve threads, switch workflows off, or others take long."""

import pytest

from bot.desk.threads import BELLHOP
from bot.workflows.running.repairing import cancel_run
from bot.workflows.switching import turn
from store.run_steps import StepStatus
from store.runs import RunState
from store.threads import Status
from store.workflows import Mode
from tests.door import ACME, words
from tests.receiver import Answer, listening
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import config, drive, run_of, says, steps_of

HEAD = "description: One of several\non: thread.created\nmode: live\nsteps:\n"
TRIES_AGAIN = HEAD + (
    "  - {id: read, retry: {attempts: 3, wait: 60s}, http: {service: crm, path: account}}\n"
    "  - {id: tell, reply: We look at it}\n"
)
SOUND = HEAD + "  - {id: label, add_label: sound}\n"
POLLS = HEAD + (
    "  - id: read\n    timeout: 15s\n    http: {service: crm, path: job, every: 10s,\n"
    "      poll_until: {steps.read.json.state: ready}}\n"
)


async def test_a_run_that_tries_again_says_nothing_once_it_is_resolved(desk: OpenDesk) -> None:
    async with listening() as crm:
        crm.will(503, Answer(body=b"{}"))
        async with desk(config(crm), a_asks=TRIES_AGAIN, b_sound=SOUND) as door:
            await says(door, "The export is broken")
            await door.settle()
            await door.clicks("ada", "thread.resolve")
            door.clock.advance(seconds=120)
            await drive(door)

            assert (await door.thread()).status is Status.resolved
            assert (await run_of(door, workflow="a-asks")).state is RunState.cancelled
            assert await door.read(lambda tx: tx.labels.of(1001)) == ["sound"]
            assert len(crm.received) == 1


async def test_the_list_goes_on_behind_a_workflow_that_is_switched_off(desk: OpenDesk) -> None:
    async with listening() as crm:
        crm.will(503)
        async with desk(config(crm), a_asks=TRIES_AGAIN, b_sound=SOUND) as door:
            await says(door, "The export is broken")
            await drive(door)
            await door.bot.store.write(turn, door.bot.library, "a-asks", Mode.off, BELLHOP)
            door.clock.advance(seconds=120)
            await drive(door)

            assert (await run_of(door, workflow="a-asks")).state is RunState.cancelled
            assert await door.read(lambda tx: tx.labels.of(1001)) == ["sound"]


async def test_polling_ends_with_the_time_of_its_step(desk: OpenDesk) -> None:
    async with listening() as crm:
        crm.will(*[Answer(body=b'{"state": "busy"}')] * 20)
        async with desk(config(crm), polls=POLLS) as door:
            await says(door, "The export is broken")
            for _ in range(4):
                await drive(door)
                door.clock.advance(seconds=10)

            assert len(crm.received) == 2
            run = await run_of(door)
            assert run.state is RunState.handed_over
            assert "it was not so after 0:00:15" in str(run.reason)


@pytest.mark.parametrize("wait", ["864000", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_whoever_wants_us_to_wait_for_days_gets_a_human(desk: OpenDesk, wait: str) -> None:
    async with listening() as crm:
        crm.will(Answer(429, {"Retry-After": wait}))
        async with desk(config(crm), asks=TRIES_AGAIN) as door:
            await says(door, "The export is broken")
            await drive(door)

            assert (await run_of(door)).state is RunState.handed_over


async def test_a_run_behind_one_that_asks_is_not_due_until_then(desk: OpenDesk) -> None:
    asks = HEAD + "  - {id: read, http: {service: crm, path: account}}\n"
    labels = SOUND.replace("thread.created", "message.created")
    async with listening() as crm:
        crm.will(Answer(hangs=True))
        async with desk(config(crm), asks=asks, labels=labels) as door:
            await says(door, "The export is broken")
            await door.bot.engine.drain()

            due = await door.bot.engine.next_due()
            assert due is not None
            assert due > door.clock.now()


@pytest.mark.parametrize("mode", ["shadow", "live"])
async def test_only_a_live_workflow_says_that_it_cannot_tell(desk: OpenDesk, mode: str) -> None:
    odd = f"when: {{event.after: {{greater_than: 3}}}}\n{SOUND}".replace("live", mode)
    async with desk(odd=odd) as door:
        await door.asks("carol", "The export is broken")

        told = any("cannot tell" in one for one in await door.room())
        assert told is (mode == "live")


async def test_a_branch_that_is_not_sure_is_for_a_human(desk: OpenDesk) -> None:
    unsure = HEAD + (
        "  - {id: which, confidence: 0.4, threshold: 0.5,\n"
        "     branch: [{else: [{id: label, add_label: guessed}]}]}\n"
    )
    async with desk(unsure=unsure) as door:
        await door.asks("carol", "The export is broken")

        assert (await run_of(door)).category == "ambiguous intent"
        assert await door.read(lambda tx: tx.labels.of(1001)) == []


async def test_a_loop_that_would_speak_again_ends_with_its_thread(desk: OpenDesk) -> None:
    loop = HEAD.replace("steps:", "vars: {all: [1, 2]}\nsteps:") + (
        "  - id: each\n    for_each:\n      in: '{{ vars.all }}'\n      steps:\n"
        "        - {id: tell, reply: 'Still {{ item }}'}\n        - {id: pause, wait: 1h}\n"
    )
    async with desk(loop=loop) as door:
        await door.asks("carol", "The export is broken")
        await door.clicks("ada", "thread.resolve")
        await door.later(hours=2)

        assert (await run_of(door)).state is RunState.cancelled
        assert (await door.thread()).status is Status.resolved


async def test_a_label_that_goes_starts_what_names_it(desk: OpenDesk) -> None:
    gone = SOUND.replace("on: thread.created", "on: {label.removed: {label: vip}}")
    both = HEAD + (
        "  - {id: put, add_label: [vip, other]}\n  - {id: other, remove_label: other}\n"
        "  - {id: vip, remove_label: vip}\n"
    )
    async with desk(both=both, gone=gone) as door:
        await door.asks("carol", "The export is broken")

        run = await run_of(door, workflow="gone")
        assert run.event["before"] == "vip"
        assert await door.read(lambda tx: tx.labels.of(1001)) == ["sound"]


@pytest.mark.parametrize(
    "says", ["reply: Did it work", "ask: {question: Did it work, at_most: 1d}"]
)
async def test_what_is_said_after_resolving_leaves_the_thread_resolved(
    desk: OpenDesk, says: str
) -> None:
    later = HEAD.replace("steps:", "when_resolved: continue\nsteps:") + (
        f"  - {{id: pause, wait: 2h}}\n  - {{id: tell, {says}}}\n"
    )
    async with desk(later=later) as door:
        root = await door.asks("carol", "The export is broken")
        await door.clicks("ada", "thread.resolve")
        await door.later(hours=3)

        assert (await run_of(door)).state in (RunState.done, RunState.waiting)
        assert "Did it work" in words(door.person("carol").sees(ACME, root)[-1])
        assert (await door.thread()).status is Status.resolved


async def test_what_is_answered_after_a_run_was_cancelled_is_written_down(desk: OpenDesk) -> None:
    posts = HEAD + "  - {id: refund, http: {service: crm, path: refunds, method: POST}}\n"
    async with listening() as crm:
        crm.will(Answer(201, hangs=True))
        async with desk(config(crm), posts=posts) as door:
            await says(door, "The export is broken")
            await door.bot.engine.drain()
            run = await run_of(door)
            await door.bot.store.write(
                cancel_run, door.bot.deps.desk, door.bot.library, run.id, BELLHOP
            )
            crm.closing.set()
            await drive(door)

            steps = await steps_of(door, run)
            assert [(one.step, one.status) for one in steps] == [
                ("refund", StepStatus.waiting),
                ("refund", StepStatus.done),
            ]
            assert steps[1].output == {"status": 201, "late": "the run had ended"}
            assert (await run_of(door)).state is RunState.cancelled


async def test_every_poll_by_post_is_a_request_of_its_own(desk: OpenDesk) -> None:
    polls = POLLS.replace("path: job,", "path: job, method: POST,").replace("15s", "1h")
    busy = Answer(body=b'{"state": "busy"}')
    async with listening() as crm:
        crm.will(busy, 503, busy, Answer(body=b'{"state": "ready"}'))
        async with desk(config(crm), polls=polls) as door:
            await says(door, "The export is broken")
            for _ in range(4):
                await drive(door)
                door.clock.advance(seconds=10)

            assert (await run_of(door)).state is RunState.done
            first, again, same, last = (one.headers["idempotency-key"] for one in crm.received)
            assert again == same  # it was not answered
            assert len({first, again, last}) == 3
