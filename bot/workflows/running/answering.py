"""Answering a workflow's question with a button or a form: the first answer wins."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.config.forms import Form, FormField
from bot.desk.answers import Unfit, Value, fitting
from bot.desk.asking import Answered, close_question, take_answer
from bot.desk.desk import Desk
from bot.desk.humans import is_concerned
from bot.desk.people import Person, name_of
from bot.desk.secrets import REMOVED, is_secret, without_secrets
from bot.errors import Refused
from bot.views import ask as views
from store.runs import Run, RunState
from store.threads import Thread
from store.transaction import Transaction

WOKEN = "question.answered"


class Misfit(Refused):
    """What was filled in at a field is not what it asks for."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


@dataclass(frozen=True)
class Question:
    """A question that waits for its answer."""

    thread: Thread
    run: Run
    memory: Mapping[str, Any]

    @property
    def form(self) -> Form:
        """What is to be filled in."""
        return Form.model_validate(self.memory["form"])


def open_question(tx: Transaction, key: str, person: Person) -> Question:
    """Hold a question for who may answer it; Refused for others, and when it waits no more."""
    _, run_id, step, *_ = key.split(":")
    found = tx.runs.get(int(run_id))
    if found is None or found.thread_id is None:
        raise Refused(views.OVER)
    thread = tx.threads.lock(found.thread_id)  # before its run, as whoever writes in it does
    if thread is None or thread.merged_into is not None:
        raise Refused(views.OVER)
    if not is_concerned(thread, person):
        raise Refused("Only the people whom this conversation is with can answer.")
    run = tx.runs.lock(found.id)
    memory = run.context.get("at", {}) if run else {}
    waits = run is not None and run.state is RunState.waiting and memory.get("key") == key
    if run is None or not waits:
        raise Refused(_became(tx, found.id, step))
    if first := [one["answer"] for one in run.context.get("woken", ()) if "answer" in one]:
        raise Refused(views.answered_already(name_of(tx, first[0]["user"])))
    return Question(thread, run, memory)


def choose(tx: Transaction, desk: Desk, key: str, nth: int, person: Person) -> None:
    """Take the choice whose button was pressed."""
    question = open_question(tx, key, person)
    choice = question.memory["choices"][nth]
    line = {"line": views.chose(name_of(tx, person.user), choice)}
    take_answer(tx, desk, question.thread, Answered(key, person, line, choice))
    _go_on(tx, question, person, {"answer": choice, "text": choice})


def fill_in(
    tx: Transaction, desk: Desk, key: str, given: Mapping[str, str | None], person: Person
) -> None:
    """Take a form; Misfit says at which field something else is wanted."""
    question = open_question(tx, key, person)
    form = question.form
    values = {field.name: _value(field, given.get(field.name)) for field in form.fields}
    safe = {field.name: _safe(field, values[field.name]) for field in form.fields}
    rows = [
        (field.label, "–" if safe[field.name] is None else str(safe[field.name]))
        for field in form.fields
    ]
    name = name_of(tx, person.user)
    shown = {"name": name, "title": form.title, "answers": rows, "removed": safe != values}
    take_answer(tx, desk, question.thread, Answered(key, person, {"answers": shown}, safe))
    _go_on(tx, question, person, {"form": safe})


def _value(field: FormField, given: str | None) -> Value | None:
    if given is None or not given.strip():
        if field.required:
            raise Misfit(field.name, "This is needed.")
        return None
    try:
        return fitting(field.type, field.choices, given)
    except Unfit as unfit:
        raise Misfit(field.name, f"This has to be {unfit}.") from None


def _safe(field: FormField, value: Value | None) -> Value | None:
    if not isinstance(value, str):
        return value
    secret = is_secret(field.name) or is_secret(field.label)
    return REMOVED if secret else without_secrets(value)


def _go_on(tx: Transaction, question: Question, person: Person, answer: Mapping[str, Any]) -> None:
    """Let the run go on with an answer, whatever else woke it meanwhile."""
    close_question(tx, question.memory["key"], views.answered_by(name_of(tx, person.user)))
    woken = {"event": WOKEN, "message": None, "answer": {**answer, "user": person.user}}
    run, context = question.run, {**question.run.context, "woken": [woken]}
    tx.runs.save(replace(run, context=context, due_at=tx.now))


def _became(tx: Transaction, run_id: int, step: str) -> str:
    """Say why a question waits no more."""
    for taken in tx.run_steps.of(run_id):
        output = taken.output if isinstance(taken.output, dict) else {}
        if taken.step == step and (contact := output.get("contact")):
            return views.answered_already(str(contact["name"]))
    return f"{views.OVER} You can simply write here."
