"""Error rates are judged each minute; what is too old to matter is deleted then."""

from bot.deps import Deps
from bot.desk.rates.judging import forget, judge, too_high
from bot.desk.rates.using import note_use, unnoted


async def judge_rates(deps: Deps) -> None:
    """Look at what was counted, beside the writer, and tell what has changed."""
    found = await deps.store.read(too_high, deps.desk)
    await deps.store.write(judge, deps.desk, found)
    if uses := await deps.store.read(unnoted, deps.desk):
        await deps.store.write(note_use, uses)
    while await deps.store.write(forget, deps.desk):
        pass
