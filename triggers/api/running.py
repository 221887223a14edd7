"""Running a workflow on a thread."""

from uuid import uuid4

from bot.workflows.beginning.manual import Start, start
from store.runs import RunMode, RunState
from store.transaction import Transaction
from triggers.api.acting import by_of, thread_named
from triggers.api.route import Ask
from triggers.api.shapes import Answer, ByAnyone, Ref


class RunStarted(Answer):
    """A run that begins; in `shadow` it only says what it would do."""

    id: int
    workflow: str
    thread: Ref
    mode: RunMode
    state: RunState


async def started(ask: Ask[ByAnyone]) -> RunStarted:
    """Begin a run of a workflow with `on: manual`."""

    def rule(tx: Transaction) -> RunStarted:
        thread, by = thread_named(tx, ask.path["ref"]), by_of(tx, ask.given.agent)
        key = f"api:{ask.idempotency_key or uuid4().hex}"
        wanted = Start(thread.id, ask.path["key"], key)
        run = start(tx, ask.deps.desk, ask.deps.library, wanted, by)
        return RunStarted(
            id=run.id, workflow=run.workflow, thread=thread.ref, mode=run.mode, state=run.state
        )

    return await ask.deps.store.write(rule)
