"""What agents read about workflows: lines of the internal room, and alerts."""

from collections.abc import Sequence

from bot.views.blocks import Surface, context, message, section
from bot.views.text import clip, escape, person, shorten
from store.agents import Agent

LONGEST = 2_500  # characters of one note: a section holds 3,000


def cannot_tell(name: str, why: str) -> str:
    """Say that a workflow could not see whether it applies."""
    return f"⚠️ The workflow *{escape(name)}* cannot tell whether it applies: {_told(why)}"


def started(by: str, words: str) -> str:
    """Say that somebody let a workflow work on it."""
    return f"▶️ *{escape(by)}* runs “{escape(words)}”"


def circle(name: str, why: str) -> str:
    """Say that a workflow was not started again by what it caused."""
    return f"🔁 The workflow *{escape(name)}* was not started again: {escape(clip(why, 300))}"


def handed_over(
    name: str, category: str, why: str, called: Sequence[Agent], tried: Sequence[str]
) -> str:
    """Say why a human has to go on, and what was tried, to those whose turn it is."""
    who = " ".join(person(agent.slack_user) for agent in called)
    said = [
        f"🙋 {f'{who}, the' if who else 'The'} workflow *{escape(name)}* needs a human",
        f"*Why:* {escape(category)}: {escape(clip(why, 600))}",
    ]
    if tried:
        said += ["*Done so far:*", *(f"• {escape(clip(one, 200))}" for one in tried)]
    return shorten("\n".join(said), LONGEST)


def switched_off(name: str, why: str) -> Surface:
    """Return that a workflow failed too often."""
    text = f"⛔ *The workflow {escape(name)} is off*: {_told(why)}"
    todo = "Look at its runs, mend the file, and switch it on again: `/support workflows`."
    return message(text, [section(text), context(todo)])


def run_failed(run: int, name: str, thread: int | None, why: str) -> Surface:
    """Return that a run ended where nobody could be asked to go on."""
    about = f" of T-{thread}" if thread is not None else ""
    text = f"⚠️ *Run {run} of the workflow {escape(name)}{about} failed*: {_told(why)}"
    return message(
        text, [section(text), context(f"`bellhop runs show {run}` says how far it came.")]
    )


def needs_human(run: int, name: str, category: str, why: str) -> Surface:
    """Return that a run about no thread needs a human."""
    text = f"🙋 *The workflow {escape(name)} needs a human* ({escape(category)}): {_told(why)}"
    return message(
        text, [section(text), context(f"`bellhop runs show {run}` says how far it came.")]
    )


def broken(name: str, problems: Sequence[str]) -> Surface:
    """Return what is wrong with a file; the other workflows are used."""
    text = f"🧩 *The workflow {escape(name)} is not used*: its file is wrong"
    listed = "\n".join(f"• {escape(clip(problem, 200))}" for problem in problems[:10])
    more = f"\n… and {len(problems) - 10} more" if len(problems) > 10 else ""
    todo = "`bellhop workflows lint` says all of it."
    return message(text, [section(f"{text}\n{listed}{more}"), context(todo)])


def _told(reason: str) -> str:
    return f"`{escape(clip(reason, 300)).replace('`', 'ˋ')}`"
