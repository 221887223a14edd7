"""Pages through PagerDuty: once, taken back when somebody answers, and answered from there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest

from bot.desk.paging.schedules import on_call_now
from playground.outages import Outages
from playground.outages.pagerduty import SERVICE, USER
from playground.services.faults import Fault
from store.escalations import EscalationState
from tests.desk.paging.calls import ONCALL, acknowledges, alerts, last_page, sev1
from tests.desk.paging.calls import paged as calls
from tests.door import ACME, TRIAGE, Door, opened
from tests.fakes import FakeClock

KEY = "k" * 32
FIRST = "page:1:0:1:pagerduty"
REST = f"token_env: PD_KEY, from: {USER}, service: {SERVICE}, "

SCHEDULED = "token_env: PD_KEY, "
BY_SCHEDULE = "rotation: [olga], pagerduty_schedule: PSCHED"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Paged:
    """A desk, and the PagerDuty that wakes people for it."""

    door: Door
    outages: Outages

    @property
    def incidents(self) -> list[tuple[str, str]]:
        return [(one.key, one.status) for one in self.outages.pagerduty.incidents]

    async def state(self) -> EscalationState:
        return (await self.door.read(lambda tx: tx.escalations.of(1001)))[-1].state

    async def answers(self, status: str, who: str | None = "Olga") -> None:
        """Let somebody answer at PagerDuty, which tells us."""
        self.outages.pagerduty.answers(FIRST, status, who)
        assert set(await self.outages.tell()) == {200}
        await self.door.settle()

    async def asks(self) -> None:
        """Let the time come at which PagerDuty is asked."""
        await self.door.bot.daily.drain()
        await self.door.later(minutes=5)
        await self.door.bot.daily.drain()
        await self.door.settle()

    async def on_call(self) -> Sequence[str]:
        desk = self.door.bot.deps.desk
        return await self.door.read(lambda tx: on_call_now(tx, desk, "engineering"))


@pytest.fixture(params=["", REST], ids=["events", "incidents"])
async def paged(
    database_url: str,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Paged]:
    monkeypatch.setenv("PD_KEY", KEY)
    monkeypatch.setenv("PD_SECRET", "s3cret-of-the-webhook")
    outages = Outages(KEY, lambda: clock.now().timestamp())
    await outages.start()
    url = f"{outages.url}/pagerduty"
    scheduled = request.param == SCHEDULED
    settings = f"routing_key_env: PD_KEY, {request.param}url: {url}, events_url: {url}"
    oncall = ONCALL.replace("rotation: [olga]", BY_SCHEDULE) if scheduled else ONCALL
    config = f"""{oncall}
integrations: {{pagerduty: {{{settings}, private: true}}}}
webhooks: {{pagerduty: {{secret_env: PD_SECRET}}}}
"""
    async with opened(database_url, clock, config) as door:
        outages.hook = (f"{door.bot.url}/webhooks/pagerduty", "s3cret-of-the-webhook")
        yield Paged(door, outages)
    await outages.stop()


only_rest = pytest.mark.parametrize("paged", [REST], indirect=True)
only_events = pytest.mark.parametrize("paged", [""], indirect=True)


async def test_it_is_paged_and_taken_back(paged: Paged) -> None:
    await sev1(paged.door)
    assert paged.incidents == [(FIRST, "triggered")]

    await acknowledges(paged.door)
    assert paged.incidents == [(FIRST, "acknowledged")]

    await paged.door.clicks("ada", "thread.resolve")
    assert paged.incidents == [(FIRST, "resolved")]
    assert set(await paged.outages.tell()) == {200}  # all of which we did ourselves
    assert not await paged.door.read(lambda tx: tx.episodes.of_thread(1001))


@pytest.mark.parametrize(
    ("there", "here", "words"),
    [
        ("acknowledged", EscalationState.acknowledged, "*Olga* has acknowledged"),
        ("resolved", EscalationState.stopped, "*Olga* resolved the page at PagerDuty"),
    ],
)
async def test_who_answers_there_answers_here(
    paged: Paged, there: str, here: EscalationState, words: str
) -> None:
    await sev1(paged.door)
    await paged.answers(there)
    await paged.door.later(minutes=20)

    assert await paged.state() is here
    assert any(words in line for line in await paged.door.room())
    assert len(paged.incidents) == 1


async def test_an_answer_taken_back_there_rings_here_unless_somebody_answers(paged: Paged) -> None:
    await sev1(paged.door)
    await paged.answers("acknowledged")
    await paged.answers("unacknowledged")
    assert await paged.state() is EscalationState.ringing
    assert any("took the acknowledgement back" in line for line in await paged.door.room())
    assert len(calls(paged.door)) == 1  # PagerDuty is calling: we wait as long as for any step

    await acknowledges(paged.door)
    assert paged.incidents == [(FIRST, "acknowledged")]


@only_events
async def test_the_room_hears_who_is_called_there_now(paged: Paged) -> None:
    await sev1(paged.door)
    paged.outages.pagerduty.hands_on(FIRST, "Kim", "Olga")
    assert set(await paged.outages.tell()) == {200}
    await paged.door.settle()

    assert any("*Olga* handed the page to *Kim*" in line for line in await paged.door.room())
    assert await paged.state() is EscalationState.ringing


@only_rest
async def test_an_answer_that_came_to_nothing_is_not_taken_twice(paged: Paged) -> None:
    await sev1(paged.door)
    await acknowledges(paged.door)
    await paged.door.later(minutes=31)
    assert [status for _, status in paged.incidents] == ["acknowledged", "triggered"]
    await paged.asks()

    assert await paged.state() is EscalationState.ringing


async def test_what_nobody_resolved_there_still_rings_here(paged: Paged) -> None:
    await sev1(paged.door)
    await paged.answers("resolved", None)

    assert await paged.state() is EscalationState.ringing


@only_rest
@pytest.mark.parametrize(
    ("there", "who", "here"),
    [
        ("acknowledged", "Olga", EscalationState.acknowledged),
        ("resolved", "Olga", EscalationState.stopped),
        ("resolved", None, EscalationState.ringing),
    ],
)
async def test_an_answer_of_which_no_webhook_told_is_asked_for(
    paged: Paged, there: str, who: str | None, here: EscalationState
) -> None:
    await sev1(paged.door)
    paged.outages.pagerduty.answers(FIRST, there, who)
    await paged.asks()

    assert await paged.state() is here


@pytest.mark.parametrize("paged", [SCHEDULED], indirect=True)
async def test_who_is_on_call_there_is_called_also_while_it_is_down(paged: Paged) -> None:
    await paged.asks()
    assert await paged.on_call() == ["olga"]  # by the rotation: no agent has that address
    assert any("olga@example.com is on call" in line for line in alerts(paged.door))

    await paged.door.bot.store.write(
        lambda tx: tx.agents.describe("U0BEN", "Ben", None, "Olga@Example.com")
    )
    await paged.asks()
    assert await paged.on_call() == ["ben", "olga"]

    fault = {"path": "/pagerduty/oncalls", "status": 500, "times": 20}
    paged.outages.faults.pending.append(Fault.model_validate(fault))
    await paged.asks()
    await sev1(paged.door)
    assert (len(calls(paged.door, "ben")), calls(paged.door, "olga")) == (1, [])


async def test_whoever_is_not_signed_answers_nothing(paged: Paged) -> None:
    await sev1(paged.door)
    url, _ = paged.outages.hook or ("", "")
    paged.outages.hook = (url, "guessed")
    paged.outages.pagerduty.answers(FIRST, "acknowledged", "Mallory")

    assert set(await paged.outages.tell()) == {401}
    assert await paged.state() is EscalationState.ringing


@pytest.mark.parametrize("effect", [True, False], ids=["taken", "lost"])
async def test_one_in_doubt_pages_once(paged: Paged, effect: bool) -> None:
    fault = {"path": "/pagerduty/*", "status": 502, "effect": effect}
    paged.outages.faults.pending.append(Fault.model_validate(fault))
    await sev1(paged.door)

    assert paged.incidents == [(FIRST, "triggered")]


async def test_one_in_doubt_is_closed_when_nobody_is_needed_by_then(paged: Paged) -> None:
    door, fault = paged.door, {"path": "/pagerduty/*", "status": 502, "effect": True}
    await door.asks("carol", "Nothing works any more", ACME)
    await door.clicks("ada", "thread.more")
    paged.outages.faults.pending.append(Fault.model_validate(fault))
    await door.person("ada").submits({"severity": "SEV1"})
    await door.slack.settled()
    await door.bot.courier.drain()
    assert paged.incidents == [(FIRST, "triggered")]  # and we do not know

    olga = door.person("olga")
    await olga.clicks(olga.app_dm, last_page(door), "escalation.acknowledge")
    await door.person("ada").clicks(TRIAGE, await door.card_ts(), "thread.resolve")
    await door.settle()

    assert await paged.state() is EscalationState.acknowledged
    assert paged.incidents == [(FIRST, "resolved")]


async def test_a_limit_delays_no_other_page(paged: Paged) -> None:
    fault = {"path": "/pagerduty/*", "status": 429, "retry_after": 30, "times": 2}
    paged.outages.faults.pending.append(Fault.model_validate(fault))
    await sev1(paged.door)

    assert paged.incidents == [(FIRST, "triggered")]


@only_rest
async def test_what_is_refused_as_an_incident_goes_out_as_an_event(paged: Paged) -> None:
    paged.outages.pagerduty.refuses = True
    await sev1(paged.door)

    assert paged.incidents == [(FIRST, "triggered")]
    assert any("PagerDuty refused an incident" in line for line in alerts(paged.door))


@only_rest
async def test_an_open_incident_with_our_key_is_the_one(paged: Paged) -> None:
    paged.outages.pagerduty._add(FIRST, "by an attempt that nobody remembers", "high")
    await sev1(paged.door)

    assert paged.incidents == [(FIRST, "triggered")]
    assert not any("PagerDuty" in line for line in alerts(paged.door))


@only_events
async def test_a_wrong_key_stops_the_way_and_a_right_one_lets_it_go_on(paged: Paged) -> None:
    pagerduty = paged.outages.pagerduty
    right, pagerduty.routing_key = pagerduty.routing_key, "another"
    await sev1(paged.door)

    assert paged.incidents == []
    [told] = [line for line in alerts(paged.door) if "Nothing is sent to PagerDuty" in line]
    assert "Invalid routing key" in told

    pagerduty.routing_key = right
    await paged.door.bot.courier.probe()
    await paged.door.settle()
    assert paged.incidents == [(FIRST, "triggered")]
