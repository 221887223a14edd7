"""Humans: somebody wants a person, and every workflow that talks to them lets one go on."""

from collections.abc import Sequence
from contextlib import suppress

from bot.desk.assigning import How, assign_to_team
from bot.desk.desk import Desk
from bot.desk.humans import ask_for_human, is_concerned
from bot.desk.people import Person, name_of
from bot.desk.standing import set_team
from bot.desk.threads import BELLHOP
from bot.errors import Refused
from bot.workflows.at import Category, Kind
from bot.workflows.beginning.considering import go_on_after
from bot.workflows.language.definition import Workflow
from bot.workflows.language.events import Event
from bot.workflows.language.patterns import pattern
from bot.workflows.library import Library
from bot.workflows.running.handover import hand_over
from bot.workflows.running.progress import Progress
from store.messages import Author, Message
from store.messages import Kind as Seen
from store.run_steps import StepStatus
from store.runs import Run, RunMode, RunState
from store.transaction import Transaction

HUMAN_ASKED = "thread.human_asked"
LAST = 20  # messages and notes, among which an automatic answer has to be
# what docs/workflows/ask.md lists; English, as what the bot says by itself
PHRASES = pattern(
    r"\b(talk|speak|chat|connect me|put me through|transfer me|escalate( this)?) (to|with) "
    r"(an? |your |some |the )?(real |live |actual |human )?"
    r"(human|person|agent|someone|somebody|representative|operator|engineer|people)\b"
    r"|\b(need|want|get me|give me|prefer) (an? )?(real |live |actual )?"
    r"(human|person|human agent|live agent|representative|operator)\b"
    r"|\b(real|live|actual) (human|person|agent)\b"
    r"|\b(human|agent|representative|operator|real person),? (please|pls)\b"
    r"|^\W*(human|agent|person|representative|operator)\W*$",
    False,
)


def wants_human(text: str) -> bool:
    """Whether these words ask for a person."""
    return PHRASES.search(text) is not None


class Humans:
    """Lets people go on where they are asked for."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    def asked_in_words(
        self, tx: Transaction, thread_id: int, events: Sequence[Event], runs: Sequence[Run]
    ) -> bool:
        """Ask for a person as the button does, when who talks to a workflow does so in words."""
        wrote = any(event.name == "message.created" and _by_customer(event) for event in events)
        if not wrote or not any(run.mode is RunMode.live for run in runs):
            return False
        last = tx.messages.last_of_thread(thread_id, LAST)
        said = next((one for one in reversed(last) if one.author_kind is Author.customer), None)
        if said is None or not wants_human(said.text) or not _talks(last, runs):
            return False
        return self._ask(tx, thread_id, said.author)

    def go_on(self, tx: Transaction, thread_id: int, by: str) -> None:
        """Let the team go on with a thread: whatever talks to its customer by itself ends.

        When all of it is over, the last that talked tells what it tried.
        """
        runs = tx.runs.open_of(thread_id)
        talking = [(run, workflow) for run in runs if (workflow := self._talking(tx, run))]
        live = [(run, workflow) for run, workflow in talking if run.mode is RunMode.live]
        over = [] if live else self._last(tx, thread_id)
        self._reassign(tx, thread_id, [workflow for _, workflow in (*live, *over)])
        why = f"{_name(tx, by)} asked for a person"
        for run, workflow in talking:
            self._end(tx, run, workflow, why)
        for run, _ in over:
            hand_over(tx, self._desk, run, (Category.asked_for, why))

    def _last(self, tx: Transaction, thread_id: int) -> list[tuple[Run, Workflow]]:
        for run in tx.runs.of(thread_id, LAST):
            workflow = self._talking(tx, run)
            if workflow and run.mode is RunMode.live and run.state is RunState.done:
                return [(run, workflow)]
        return []

    def _ask(self, tx: Transaction, thread_id: int, user: str) -> bool:
        person = Person(user, Author.customer, contact=tx.contacts.by_slack(user))
        thread = tx.threads.get(thread_id)
        if thread is None or thread.human_asked_at or not is_concerned(thread, person):
            return False
        ask_for_human(tx, self._desk, thread_id, person)
        return True

    def _talking(self, tx: Transaction, run: Run) -> Workflow | None:
        """Return the workflow of a run, if customers hear of it; what is internal goes on."""
        workflow = self._library.of_run(tx, run)
        if workflow is None:
            return None
        kinds = self._library.kinds
        talks = any(kinds[step.kind].customer for step in workflow.all_steps())
        return workflow if talks else None

    def _reassign(self, tx: Transaction, thread_id: int, workflows: Sequence[Workflow]) -> None:
        """Give a thread that nobody has to one of its team who is there, else of the workflow's."""
        thread = tx.threads.lock(thread_id)
        if thread is None or thread.assignee_id is not None:
            return
        team = tx.teams.get(thread.team_id)
        teams = [team.key if team else None, *(workflow.team for workflow in workflows)]
        keys = list(dict.fromkeys(key for key in teams if key is not None))
        for key in keys:
            try:
                assign_to_team(tx, self._desk, thread_id, key, How.least_open, BELLHOP)
            except Refused:
                continue  # nobody of that team is there
            return
        with suppress(Refused):  # a team without a channel of its own
            if keys:
                set_team(tx, self._desk, thread_id, keys[0], BELLHOP)  # all of it is called

    def _end(self, tx: Transaction, run: Run, workflow: Workflow, why: str) -> None:
        drop(tx, self._library, run)
        progress = Progress(tx, workflow, run)
        if run.step is not None:
            progress.record(workflow.by_id[run.step], StepStatus.waiting)
        progress.end(RunState.handed_over, why, Category.asked_for)
        after = progress.write()
        if run.mode is RunMode.live:
            hand_over(tx, self._desk, after, (Category.asked_for, why))
        go_on_after(tx, self._desk, self._library, run)


def drop(tx: Transaction, library: Library, run: Run) -> None:
    """Put right what the step that a run waits at left behind, as the run ends."""
    workflow = library.of_run(tx, run)
    step = workflow.by_id.get(run.step or "") if workflow else None
    kind: Kind | None = library.kinds.get(step.kind) if step else None
    if kind is not None and kind.dropped is not None and run.state is RunState.waiting:
        kind.dropped(tx, run)


def _by_customer(event: Event) -> bool:
    return str(event.body.get("actor")).startswith(f"{Author.customer}:")


def _talks(last: Sequence[Message], runs: Sequence[Run]) -> bool:
    """Whether one of these runs has said something to the customer."""
    keys = tuple(f"auto_reply:run:{run.id}:" for run in runs)
    said = (one.delivery_key for one in last if one.kind is Seen.message)
    return any(key is not None and key.startswith(keys) for key in said)


def _name(tx: Transaction, actor: str) -> str:
    kind, _, who = actor.partition(":")
    agent = tx.agents.by_key(who) if kind == "agent" else None
    return agent.name if agent else name_of(tx, who)
