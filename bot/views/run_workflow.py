"""The question which workflow a person wants to run on a thread."""

from collections.abc import Mapping

from bot.views import ids
from bot.views.blocks import Block, View, modal, question
from bot.views.elements import Option, select
from store.threads import Thread


def choose(thread: Thread, workflows: Mapping[str, str]) -> View:
    """Return the dialog of the shortcut; there is at least one workflow, by name."""
    blocks = [workflow_question(workflows, optional=False)]
    title, about = f"Workflow for {thread.ref}", {"thread": thread.id}
    return modal(ids.WORKFLOW_MODAL, title, blocks, about, submit="Run")


def workflow_question(workflows: Mapping[str, str], *, optional: bool) -> Block:
    """Return the list of workflows to run; nothing is chosen at first."""
    options = [Option(words, name) for name, words in workflows.items()]
    choice = select(ids.WORKFLOW, options, "Choose a workflow")
    return question(ids.WORKFLOW, "Run a workflow", choice, optional=optional)
