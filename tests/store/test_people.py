"""Customers, contacts, agents, teams and channels, and what belongs to a thread."""

import asyncio
from datetime import timedelta

from store.agents import Role
from store.channels import Channel, Mapping
from store.database import Store
from store.transaction import Transaction
from tests.fakes import FakeClock
from tests.store.rows import open_thread


def put_agent(tx: Transaction, key: str, slack_user: str, role: Role = Role.agent) -> int:
    return tx.agents.put(key, slack_user, role).id


def agent_keys(tx: Transaction) -> list[str]:
    return [agent.key for agent in tx.agents.all()]


async def test_agents_come_change_leave_and_come_back(store: Store) -> None:
    ada = await store.write(put_agent, "ada", "U0ADA")
    ben = await store.write(put_agent, "ben", "U0BEN")
    await store.write(lambda tx: tx.agents.describe("U0ADA", "Ada L.", "https://img"))
    await store.write(lambda tx: tx.agents.describe("UNOBODY", "Nobody", None))
    assert await store.write(put_agent, "ada", "U0ADA", Role.lead) == ada
    await store.write(lambda tx: tx.agents.retire_others(["ada"]))

    agent = await store.read(lambda tx: tx.agents.by_slack("U0ADA"))
    assert agent is not None
    assert (agent.key, agent.role, agent.name, agent.image) == (
        "ada",
        Role.lead,
        "Ada L.",
        "https://img",
    )
    assert await store.read(agent_keys) == ["ada"]
    assert await store.read(lambda tx: tx.agents.by_key("ben")) is None
    gone = await store.read(lambda tx: tx.agents.get(ben))
    assert gone is not None
    assert not gone.active
    assert await store.write(put_agent, "ben", "U0BEN") == ben
    await store.write(lambda tx: tx.agents.retire_others([]))
    assert await store.read(agent_keys) == []


async def test_an_agent_with_a_new_key_is_the_same_person(store: Store) -> None:
    ada = await store.write(put_agent, "ada", "U0ADA")

    assert await store.write(put_agent, "ada-l", "U0ADA") == ada
    await store.write(lambda tx: tx.agents.retire_others(["ada-l"]))
    assert await store.read(agent_keys) == ["ada-l"]


async def test_two_agents_may_change_their_keys_for_each_others(store: Store) -> None:
    ada = await store.write(put_agent, "ada", "U0ADA")
    ben = await store.write(put_agent, "ben", "U0BEN")

    assert await store.write(put_agent, "ben", "U0ADA") == ada
    assert await store.write(put_agent, "ada", "U0BEN") == ben
    await store.write(lambda tx: tx.agents.retire_others(["ada", "ben"]))
    agents = await store.read(lambda tx: tx.agents.all())
    assert [(one.key, one.slack_user) for one in agents] == [("ada", "U0BEN"), ("ben", "U0ADA")]


async def test_a_key_goes_from_one_who_left_to_somebody_we_know(store: Store) -> None:
    ada = await store.write(put_agent, "ada", "U0ADA")
    ben = await store.write(put_agent, "ben", "U0BEN")

    assert await store.write(put_agent, "ben", "U0ADA") == ada
    await store.write(lambda tx: tx.agents.retire_others(["ben"]))
    assert await store.read(agent_keys) == ["ben"]
    gone = await store.read(lambda tx: tx.agents.get(ben))
    assert gone is not None
    assert (gone.slack_user, gone.active) == ("U0BEN", False)


async def test_a_new_account_of_an_agent_is_the_same_person(store: Store) -> None:
    ada = await store.write(put_agent, "ada", "U0ADA")

    assert await store.write(put_agent, "ada", "U0ADA2") == ada


async def test_a_team_has_its_active_agents(store: Store) -> None:
    def fill(tx: Transaction) -> int:
        ids = [put_agent(tx, key, f"U{key}") for key in ("cleo", "ada", "ben")]
        tx.teams.put("support", "C1", ids[:1])
        team = tx.teams.put("support", "C2", ids)
        tx.teams.put("billing", "C3", [])
        tx.agents.retire_others(["ada", "cleo"])
        return team.id

    def members(tx: Transaction, team_id: int) -> list[str]:
        return [agent.key for agent in tx.teams.members(team_id)]

    team_id = await store.write(fill)
    assert await store.read(members, team_id) == ["ada", "cleo"]
    assert await store.read(members, 404) == []
    teams = await store.read(lambda tx: tx.teams.all())
    assert [(team.key, team.channel) for team in teams] == [("billing", "C3"), ("support", "C2")]
    assert await store.read(lambda tx: tx.teams.by_key("support") == tx.teams.get(team_id))
    assert await store.read(lambda tx: tx.teams.by_key("ops")) is None


async def test_customers_are_found_by_key_and_by_domain(store: Store) -> None:
    def fill(tx: Transaction) -> None:
        acme = tx.customers.put("acme", "Acme", "enterprise", "ada")
        globex = tx.customers.put("globex", "Globex")
        tx.customers.set_domains(acme.id, ["Acme.Example", "old.example"])
        tx.customers.set_domains(acme.id, ["acme.example", "shared.example"])
        tx.customers.set_domains(globex.id, ["shared.example"])
        tx.customers.set_domains(globex.id, ["shared.example", "shared.example"])
        assert tx.customers.put("acme", "Acme Inc.") == tx.customers.get(acme.id)

    def domain(tx: Transaction, name: str) -> str | None:
        customer = tx.customers.by_domain(name)
        return None if customer is None else customer.key

    await store.write(fill)
    owners = {
        name: await store.read(domain, name)
        for name in ("ACME.example", "old.example", "shared.example", "")
    }
    assert owners == {
        "ACME.example": "acme",
        "old.example": None,
        "shared.example": "globex",
        "": None,
    }
    acme = await store.read(lambda tx: tx.customers.by_key("acme"))
    assert acme is not None
    assert (acme.name, acme.tier, acme.owner) == ("Acme Inc.", None, None)
    assert await store.read(lambda tx: tx.customers.get(404)) is None


async def test_a_contact_is_added_by_the_first_of_many_messages(
    store: Store, clock: FakeClock
) -> None:
    acme = (await store.write(lambda tx: tx.customers.put("acme", "Acme"))).id
    added = await asyncio.gather(
        *(store.write(lambda tx: tx.contacts.add("U1", acme)) for _ in range(10))
    )
    (contact,) = [one for one in added if one is not None]
    await store.write(lambda tx: tx.contacts.describe("U1", "Carol", "c@acme.example", None))
    await store.write(lambda tx: tx.contacts.describe("U1", None, None, None))  # Slack hides it
    await store.write(lambda tx: tx.contacts.put("U1", acme, None, None))
    await store.write(lambda tx: tx.contacts.put("U2", acme, "Dave", None))
    await store.write(lambda tx: tx.contacts.surveyed(contact.id))

    carol = await store.read(lambda tx: tx.contacts.by_slack("U1"))
    assert carol is not None
    assert carol == await store.read(lambda tx: tx.contacts.get(contact.id))
    assert (carol.name, carol.email) == ("Carol", "c@acme.example")  # bellhop.yml said nothing new
    assert carol.surveyed_at == clock.now()
    dave = await store.read(lambda tx: tx.contacts.by_slack("U2"))
    assert dave is not None
    assert (dave.name, dave.customer_id) == ("Dave", acme)


async def test_a_channel_is_asked_about_once_and_then_mapped_or_ignored(store: Store) -> None:
    def get(tx: Transaction, channel: str) -> tuple[Mapping, int | None, str | None, bool] | None:
        found: Channel | None = tx.channels.lock(channel)
        assert found == tx.channels.get(channel)
        if found is None:
            return None
        return found.mapping, found.customer_id, found.name, found.is_shared

    acme = (await store.write(lambda tx: tx.customers.put("acme", "Acme"))).id
    asked = await asyncio.gather(*(store.write(lambda tx: tx.channels.ask("C1")) for _ in range(9)))
    assert len([one for one in asked if one is not None]) == 1
    assert await store.write(get, "C1") == (Mapping.asked, None, None, True)

    await store.write(lambda tx: tx.channels.describe("C1", "acme-support", False))
    await store.write(lambda tx: tx.channels.map("C1", acme))
    assert await store.write(get, "C1") == (Mapping.mapped, acme, "acme-support", False)
    await store.write(lambda tx: tx.channels.map("C1", None))
    assert await store.write(get, "C1") == (Mapping.ignored, None, "acme-support", False)
    await store.write(lambda tx: tx.channels.put_mapped("C1", acme))
    assert await store.write(get, "C1") == (Mapping.mapped, acme, "acme-support", False)
    await store.write(lambda tx: tx.channels.put_mapped("C0", acme))
    assert await store.write(get, "C404") is None
    assert await store.read(lambda tx: [one.id for one in tx.channels.all()]) == ["C0", "C1"]


async def test_labels_are_put_on_and_taken_off(store: Store) -> None:
    def fill(tx: Transaction) -> list[int]:
        ids = [open_thread(tx).id for _ in range(3)]
        for thread_id, label in ((0, "login"), (0, "api"), (0, "login"), (1, "Ünïcode"), (1, "x")):
            tx.labels.add(ids[thread_id], label)
        tx.labels.remove(ids[1], "x")
        tx.labels.remove(ids[1], "never there")
        return ids

    ids = await store.write(fill)
    assert await store.read(lambda tx: tx.labels.of(ids[0])) == ["api", "login"]
    assert await store.read(lambda tx: tx.labels.of_many(ids)) == {
        ids[0]: ["api", "login"],
        ids[1]: ["Ünïcode"],
        ids[2]: [],
    }
    assert await store.read(lambda tx: tx.labels.of_many([])) == {}
    assert sorted(await store.read(lambda tx: tx.labels.known())) == ["api", "login", "Ünïcode"]
    assert len(await store.read(lambda tx: tx.labels.known(2))) == 2


async def test_a_survey_is_asked_once_and_answered_as_often_as_one_likes(
    store: Store, clock: FakeClock
) -> None:
    def ask(tx: Transaction, thread_id: int, contact_id: int) -> int | None:
        survey = tx.surveys.ask(thread_id, contact_id)
        return None if survey is None else survey.id

    thread_id = (await store.write(open_thread)).id
    contact = await store.write(lambda tx: tx.contacts.add("U1", None))
    assert contact is not None
    survey_id = await store.write(ask, thread_id, contact.id)
    assert survey_id is not None
    assert await store.write(ask, thread_id, contact.id) is None

    await store.write(lambda tx: tx.surveys.score(survey_id, 2))
    clock.advance(seconds=5)
    await store.write(lambda tx: tx.surveys.score(survey_id, 4))
    await store.write(lambda tx: tx.surveys.comment(survey_id, "better now"))
    survey = await store.read(lambda tx: tx.surveys.of(thread_id))
    assert survey is not None
    assert survey == await store.read(lambda tx: tx.surveys.get(survey_id))
    assert (survey.score, survey.comment, survey.answered_at) == (4, "better now", clock.now())
    assert await store.read(lambda tx: tx.surveys.of(404)) is None


async def test_the_timeline_keeps_what_happened_in_order(store: Store, clock: FakeClock) -> None:
    def live(tx: Transaction) -> int:
        thread = open_thread(tx)
        tx.timeline.append("thread.created", "customer:U1", thread.id, after={"status": "new"})
        tx.timeline.append("thread.claimed", "agent:ada", thread.id, None, "ada")
        tx.timeline.append("config.changed", "bellhop", None, [1, 2], None)
        return thread.id

    thread_id = await store.write(live)
    clock.advance(seconds=1)
    await store.write(lambda tx: tx.timeline.append("thread.resolved", "api", thread_id))

    entries = await store.read(lambda tx: tx.timeline.of(thread_id))
    assert [(one.event, one.actor, one.before, one.after) for one in entries] == [
        ("thread.created", "customer:U1", None, {"status": "new"}),
        ("thread.claimed", "agent:ada", None, "ada"),
        ("thread.resolved", "api", None, None),
    ]
    assert [one.at - clock.now() for one in entries] == [timedelta(seconds=-1)] * 2 + [timedelta(0)]
    rest = await store.read(lambda tx: tx.timeline.of(thread_id, after=entries[0].id, limit=1))
    assert rest == entries[1:2]


async def test_twenty_who_take_from_one_quota_take_no_more_than_it_has(
    store: Store, clock: FakeClock
) -> None:
    spacing, burst = timedelta(seconds=1), 3

    def take(tx: Transaction, *names: str) -> bool:
        states = tx.quotas.lock(names)
        if max(states.values()) > tx.now + spacing * (burst - 1):
            return False
        tx.quotas.keep({name: max(at, tx.now) + spacing for name, at in states.items()})
        return True

    takers = [store.write(take, *(("a", "b") if n % 2 else ("b", "a"))) for n in range(20)]
    assert sum(await asyncio.gather(*takers)) == burst
    clock.advance(seconds=1)
    assert sum(await asyncio.gather(*(store.write(take, "a") for _ in range(20)))) == 1
