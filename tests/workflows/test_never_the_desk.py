"""A workflow that breaks never takes a customer's message with it, nor speaks out of turn."""

import json

import pytest

from store.runs import RunState
from tests.databases import only_sqlite
from tests.receiver import listening
from tests.workflows.conftest import OpenDesk
from tests.workflows.power import config, run_of

HEAD = "description: One of several\non: thread.created\nmode: live\nsteps:\n"
HOSTILE = "<!channel> a\tb 'c\" {{ vars }} {% x %} \u202e ../ ; \\ 💥" + " x" * 1_900
SOUND = HEAD + "  - {id: label, add_label: sound}\n"


@only_sqlite
@pytest.mark.parametrize(
    "made",
    [
        "{{ message.text | dictsort }}",
        "{{ 5 | round(method='x') }}",
        "{{ 1 / 0 }}",
        "{{ 'x' * 10 ** 30 }}",
    ],
)
@pytest.mark.parametrize("place", ["when", "step"])
async def test_a_template_that_breaks_loses_no_message(
    desk: OpenDesk, made: str, place: str
) -> None:
    compared = json.dumps({"message.text": {"contains": made}})
    odd = HEAD.replace("steps:", f"when: {compared}\nsteps:") + "  - {id: label, add_label: odd}\n"
    if place == "step":
        odd = HEAD + f"  - {{id: label, note: {json.dumps(made)}}}\n"
    async with desk(a_odd=odd, b_sound=SOUND) as door:
        assert len(door.bot.library.workflows) == 2
        await door.asks("carol", "The export is broken")

        assert await door.read(lambda tx: tx.labels.of(1001)) == ["sound"]


@pytest.mark.parametrize(
    "step",
    [
        "add_label: '{{ message.text }}'",
        "remove_label: '{{ message.text }}'",
        "set_field: {field: region, to: '{{ message.text }}'}",
        "set_team: '{{ message.text }}'",
        "assign: {agent: '{{ message.text }}'}",
        "add_follower: '{{ message.text }}'",
        "escalate: {to: support, why: '{{ message.text }}'}",
        "hand_over: '{{ message.text }}'",
        "stop: '{{ message.text }}'",
        "let: {a: '{{ message.text }}'}",
        "wait: {until: '{{ message.text }}'}",
        "canned_reply: '{{ message.text }}'",
        "ask: '{{ message.text }}?'",
        "ask: {question: Which, answer: choice, choices: ['{{ message.text }}', b]}",
        "run_workflow: '{{ message.text }}'",
        "for_each: {in: '{{ message.text }}', steps: [{id: x, note: x}]}",
        "http: {service: crm, path: '{{ message.text }}', query: {a: '{{ message.text }}'}}",
        "http: {service: crm, path: a, headers: {X-Said: '{{ message.text }}'}}",
        "http: {url: '{{ message.text }}'}",
        "http: {url: 'https://{{ message.text }}/x'}",
    ],
)
async def test_words_of_a_customer_break_no_step(desk: OpenDesk, step: str) -> None:
    async with listening() as crm:
        fields = "fields: {region: {type: text}}\n"
        odd = HEAD + f"  - {{id: odd, {step}}}\n"
        async with desk(config(crm) + fields, a_odd=odd, b_sound=SOUND) as door:
            assert len(door.bot.library.workflows) == 2
            await door.asks("carol", HOSTILE)
            await door.later(minutes=2)

            run = await run_of(door, workflow="a-odd")
            assert "sound" in await door.read(lambda tx: tx.labels.of(1001))
            assert not any("<!channel>" in one for one in await door.room())
            assert not run.reason or "Error:" not in run.reason
            dead = await door.read(lambda tx: tx.deliveries.page(limit=1000))
            assert [one.error for one in dead if one.state == "dead"] == []
            assert run.state is not RunState.failed
