"""The dialogs about workflows are never more than Slack takes, whatever they show."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings

from bot.views import runs, standing, workflow_list
from bot.views.blocks import View
from store.run_steps import Step, StepStatus
from store.runs import Run, RunMode, RunState
from store.standings import Aspect, Standing, Tally
from store.workflows import Mode, Switch
from tests.bot.views import records as r
from tests.bot.views.slack_rules import assert_message, assert_view
from tests.bot.views.test_surfaces import WORDS
from tests.fakes import START

FIGURES = standing.Figures(0.9, 0.8, 0.7, None)
TALLIES = dict.fromkeys(Aspect, Tally(100, 90, 80, 20, 5))
NAME = "a" * 60  # as long as a name of a workflow may be


def a_run(words: str, number: int = 1) -> Run:
    verdict = {"verdict": "false_positive", "would": [words] * 9, "did": words}
    return Run(
        id=number,
        key=None,
        workflow=NAME,
        file_id=1,
        thread_id=1042,
        customer_id=1,
        occurrence_id=1,
        position=None,
        parent_id=None,
        chain=[],
        event={},
        mode=RunMode.shadow,
        variant=words,
        state=RunState.handed_over,
        step=None,
        tries=0,
        context={},
        awaits=None,
        due_at=None,
        leased_until=None,
        began_at=START,
        ended_at=START,
        category=words,
        reason=words,
        compared=dict.fromkeys(Aspect, verdict),
    )


def a_step(words: str, number: int) -> Step:
    about = (number, 1, NAME, words, StepStatus.failed, START, START + timedelta(hours=1), 3)
    return Step(*about, None, {words: words}, words)


def a_shadow() -> standing.Shadow:
    figures = dict.fromkeys(Aspect, FIGURES)
    counted = Standing(1, 400, 300, 20)
    whole = Tally(700, 630, 560, 140, 35)
    return standing.Shadow(NAME, timedelta(days=20), counted, TALLIES, whole, figures, FIGURES)


def a_list(words: str) -> View:
    switch = Switch(NAME, Mode.shadow, f"agent:{words}", START, words, 3, None, None)
    counts = dict.fromkeys(RunState, 12_345)
    rows = [
        workflow_list.Listed(
            f"{NAME}{number}",
            words,
            Mode.shadow,
            Mode.live,
            switch,
            counts,
            a_run(words),
            a_shadow(),
        )
        for number in range(workflow_list.OF_PAGE - 1)
    ]
    rows.append(workflow_list.Listed(NAME, problem=words))
    shown = workflow_list.WorkflowList(rows, 1, 3, may_switch=True)
    return workflow_list.workflow_list(shown)


def a_history(words: str) -> View:
    reasons = [runs.Reason(NAME, number % 2 == 0, words) for number in range(1_000)]
    of_one = [a_run(words, number) for number in range(20)]
    happened = [runs.Happened(START, words or "event", reasons, of_one, (1, 0))] * 6
    return runs.history(runs.Page(r.THREAD, happened, (10**15, 10**15)))


VIEWS: dict[str, Callable[[str], View]] = {
    "list": a_list,
    "no workflows": lambda _: workflow_list.workflow_list(
        workflow_list.WorkflowList([], 0, 1, may_switch=False)
    ),
    "history": a_history,
    "no history": lambda _: runs.history(runs.Page(r.THREAD, [], None)),
    "run": lambda words: runs.one_run(
        a_run(words), [a_step(words, number) for number in range(2_000)], 900
    ),
    "run without steps": lambda words: runs.one_run(a_run(words), [], 0),
}


@pytest.mark.parametrize("name", VIEWS)
@settings(max_examples=10, deadline=None)
@given(words=WORDS)
def test_slack_takes_every_dialog(name: str, words: str) -> None:
    assert_view(VIEWS[name](words))


@settings(max_examples=10, deadline=None)
@given(words=WORDS)
def test_slack_takes_the_suggestion_and_its_answer(words: str) -> None:
    assert_message(*standing.suggestion(a_shadow(), 10**15))
    assert_message(*standing.decided(NAME, words, True, standing.precision(a_shadow())))
