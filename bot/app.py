"""The composition root: the only place that builds things and joins them."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web
from prometheus_client import CollectorRegistry
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, SystemClock
from bot.config.config import Config
from bot.delivery.courier import Courier
from bot.delivery.metrics import Metrics as Counts
from bot.delivery.slack import SlackApi
from bot.delivery.ways.files import FilesWay
from bot.delivery.ways.table import ways_of
from bot.deps import Deps
from bot.desk import alerts
from bot.desk.desk import Desk, Identity
from bot.desk.intake.inbox import Inbox
from bot.desk.metrics import Metrics as Arrivals
from bot.desk.outgoing.kinds import kinds
from bot.desk.redaction.apart import kept_apart
from bot.desk.runbooks import read_shelf
from bot.desk.sync import sync
from bot.errors import DeliveryError, Misconfigured, Unreachable
from bot.integrations.http import Http
from bot.integrations.outside import Outside, outside
from bot.settings import Settings
from bot.tasks import drain, spawn
from bot.views import workflows as shown
from bot.workflows.engine import Engine
from bot.workflows.library import Library, read_folder
from bot.workflows.running.noticing import Noticing
from bot.workflows.running.taking import Bench
from bot.workflows.running.turns import Turns
from bot.workflows.steps import KINDS
from handlers import events
from handlers.bolt import bolt_app
from handlers.door import LARGEST, Door
from store.database import open_store
from store.lock import AlreadyServed
from store.migrate import TooNew, pending
from store.transaction import Transaction
from store.unit import Work
from triggers.api.health import Health
from triggers.api.metrics import Commits, Gauges
from triggers.api.probes import mount
from triggers.api.server import api
from triggers.daily import Daily
from triggers.followups import FollowupWorker
from triggers.history import SlackHistory
from triggers.policies import take_up_policies
from triggers.pulse import Pulse
from triggers.rates import judge_rates
from triggers.reconcile import Window, come_back, compare
from triggers.schedule import Schedule
from triggers.timetable import timetable
from triggers.webhooks.counter import Counter
from triggers.webhooks.ledger import Ledger
from triggers.webhooks.metrics import Metrics as Received
from triggers.webhooks.proxies import behind
from triggers.webhooks.receiver import Receiver
from triggers.webhooks.routes import routes
from triggers.webhooks.sender import senders

log = logging.getLogger(__name__)

DRAIN = timedelta(seconds=20)  # what is being sent may finish when we are told to stop
CLOCK_CHECK = timedelta(seconds=30)


class Bellhop:
    """A desk: `open` it, let it `listen` and `work`, and `close` it."""

    def __init__(self, settings: Settings, config: Config, clock: Clock | None = None) -> None:
        self._settings = settings
        self._config = config
        self._system_clock = SystemClock() if clock is None else None
        self._clock = clock or self._system_clock or SystemClock()
        self.store = open_store(settings.database_url, self._clock.now)
        self._schedule = Schedule(self.store, self._clock)
        self._missed: Sequence[Window] = ()
        self._tasks: list[asyncio.Task[Any]] = []
        self._pulse = Pulse()
        self.ledger = Ledger(self._clock)
        self.registry = CollectorRegistry()
        self.store.committed = Commits(self.registry).committed
        self._session: aiohttp.ClientSession | None = None
        self._http: Http | None = None
        self._runner: web.AppRunner | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self.url = ""

    async def open(self, serve: bool = True) -> None:
        """Check everything and join it; raises Misconfigured with what is wrong.

        Whoever does not `serve` may work beside the process that does.
        """
        credentials = self._settings.slack_credentials()
        known = outside(self._config, self._settings.secret)
        self.senders = senders(self._config, self._settings.secret, self._clock.now())
        await self._refuse_old_schema()
        try:
            await self.store.start(serve)
        except AlreadyServed as error:
            raise Misconfigured(f"The database: {error}") from None
        self._session = aiohttp.ClientSession(trust_env=True)
        self._http = Http()
        counts = Counts(self.registry)
        url = self._settings.slack_api_url
        slack = SlackApi(credentials.bot_token, self._session, url, counts.rate_limited)
        desk = Desk(self._config, await identify(slack), read_shelf(self._config.runbooks))
        await self._check_clock()
        await self.store.write(sync, desk)
        self.engine = Engine(self.store, await self._workflows(desk, known), self._http)
        self.inbox = self._inbox(desk)
        self.deps = Deps(self.store, desk, self.inbox, slack, self._clock, self.library)
        files = FilesWay(slack, self._session, credentials.bot_token, kept_apart)
        self.courier = Courier(
            self.store,
            ways_of(slack, self._http, known, self._clock.now, files),
            kinds(desk),
            self._config.courier,
            _replica(),
            alerts.for_courier(desk),
            metrics=counts,
        )
        self.followups = FollowupWorker(self.store, desk, self._schedule)
        self.daily = Daily(self.store, desk, timetable(self.store, desk, self.senders))

    async def listen(self) -> None:
        """Begin to take what Slack sends, over HTTP and, with an app token, over a socket."""
        settings, credentials = self._settings, self._settings.slack_credentials()
        self._missed = await self.store.write(come_back, self.deps.desk)
        app = bolt_app(self.deps)
        proxies = behind(settings.trusted_proxies)
        site = web.Application(client_max_size=LARGEST, middlewares=proxies)
        if credentials.signing_secret is not None:
            # Slack signs with the time of day, whatever our database thinks it is
            door = Door(app, self.deps, credentials.signing_secret, SystemClock())
            site.router.add_post("/slack/events", door.answer)
        self._receiver().mount(site)
        health = Health(self.deps, settings.database_url, self._ahead, self._pulse)
        mount(site, health, Gauges(self.registry, self.deps))
        site.add_subapp("/api", api(self.deps, settings.api_token))
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=5)
        await self._runner.setup()
        server = web.TCPSite(self._runner, settings.host, settings.port)
        try:
            await server.start()
        except OSError as error:
            where = f"{settings.host}, port {settings.port}"
            raise Misconfigured(f"Cannot listen on {where}: {error.strerror}") from None
        self.url = f"http://{settings.host}:{self._runner.addresses[0][1]}"
        if credentials.app_token is not None:
            token = credentials.app_token.get_secret_value()
            client = AsyncWebClient(base_url=settings.slack_api_url, session=self._session)
            self._socket = AsyncSocketModeHandler(app, token, web_client=client)
            await self._socket.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Take nothing more, let what is being sent finish, then close."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._runner is not None:
            await self._runner.cleanup()
        if self._tasks:
            self._schedule.stop()
            await self.courier.stop(DRAIN)
            await self.engine.stop()
            for task in self._tasks:
                task.cancel()
            await drain(self._tasks, DRAIN)
        if self._http is not None:
            await self._http.close()
        if self._session is not None:
            await self._session.close()
        await self.store.stop()

    def _inbox(self, desk: Desk) -> Inbox:
        known = {events.SLACK: events.route, **routes(self.senders)}
        return Inbox(self.store, desk, known, Arrivals(self.registry))

    def _receiver(self) -> Receiver:
        # senders sign with the time of day, as Slack does
        clock = self._clock if self._system_clock is None else SystemClock()
        counts = Received(self.registry)
        counter = Counter(self.store, self.deps.desk)
        return Receiver(self.senders, self.inbox, counter, clock, counts, self.ledger)

    async def _refuse_old_schema(self) -> None:
        try:
            needed = await pending(self._settings.database_url)
        except TooNew as error:
            raise Misconfigured(f"The database cannot be used: {error}") from None
        if needed is not None:
            raise Misconfigured("The database is not up to date: run `bellhop migrate` first")

    def work(self) -> None:
        """Begin to send, to fire follow-ups and to try again what failed."""
        self.store.listen()
        self._schedule.start()
        self._schedule.every_minute(partial(self.ledger.carry_over, self.deps))
        self._schedule.every_minute(partial(judge_rates, self.deps))
        self._schedule.on_the_minute(self.daily.drain)
        loops = {
            "courier": self.courier.work(),
            "followups": self._forever(Work.followups, self.followups.drain),
            "inbox": self._forever(Work.inbox, self.inbox.retry_due),
            "runs": self._forever(Work.runs, self._run),
            "clock": self._check_clock_forever(),
        }
        self._tasks = [spawn(coro, name) for name, coro in loops.items()]
        self._pulse.watch(self._tasks)
        sweep = compare(SlackHistory(self.deps), self._missed)  # it ends, the workers do not
        promises = take_up_policies(self.store, self.deps.desk)
        self._tasks = [*self._tasks, spawn(sweep, "reconcile"), spawn(promises, "policies")]

    async def _forever(self, work: Work, due: Callable[[], Awaitable[object]]) -> None:
        while True:
            self._pulse.beat(work)
            try:
                await due()
            except Exception:  # a worker outlives whatever happens: the sweep comes again
                log.exception("The %s worker failed", work)
            await self.store.bell.rung(work)

    async def _workflows(self, desk: Desk, known: Outside) -> Turns:
        """Read the workflows, and let them see from now on what happens."""
        folder = self._settings.workflows_path
        self.library = Library(read_folder(folder, self._config, KINDS), self._config, KINDS)
        await self.store.write(self._keep_workflows, desk)
        self.store.notice = noticing = Noticing(desk, self.library)
        return Turns(Bench(desk, known, KINDS), self.library, noticing)

    async def _run(self) -> None:
        await self.engine.drain()
        self._schedule.wake_at(Work.runs, await self.engine.next_due())

    def _keep_workflows(self, tx: Transaction, desk: Desk) -> None:
        """Use the files that are right, and tell people of those that are not."""
        self.library.keep(tx)
        for reading in self.library.broken(tx):
            log.error("The workflow %s is not used: %s", reading.name, reading.problems[0])
            told = shown.broken(reading.name, reading.problems)
            alerts.raise_alert(tx, desk, f"workflow_broken:{reading.digest}", told)

    def _ahead(self) -> timedelta:
        """Return how far the database's clock is ahead of this machine's."""
        return self._system_clock.offset if self._system_clock else timedelta()

    async def _check_clock(self) -> None:
        """Go by the database's clock: replicas compare due times that others wrote."""
        if self._system_clock is not None:
            ours = self._system_clock.now()
            self._system_clock.offset += await self.store.database_now() - ours

    async def _check_clock_forever(self) -> None:
        while True:
            await asyncio.sleep(CLOCK_CHECK.total_seconds())
            try:
                await self._check_clock()
            except Exception:
                log.exception("The database's clock could not be read")


async def identify(slack: SlackApi) -> Identity:
    """Ask Slack who we are; Misconfigured when it does not know us."""
    try:
        answer = await slack.call("auth.test", {})
    except Unreachable as error:
        raise Misconfigured(f"Slack cannot be reached: {error}") from None
    except DeliveryError as error:
        raise Misconfigured(f"SLACK_BOT_TOKEN does not work: {error}") from None
    return Identity(
        str(answer["team_id"]), str(answer["user_id"]), str(answer["bot_id"]), str(answer["url"])
    )


def _replica() -> str:
    return f"{socket.gethostname()}:{uuid4().hex[:8]}"
