"""/support: find, open and show threads; only who typed it sees the answer."""

from collections.abc import Callable, Mapping

from bot.desk.availability import set_available
from bot.desk.customers import named
from bot.desk.intake.moving import open_by_hand
from bot.desk.intake.taking import last_loose
from bot.desk.paging.schedules import shifts
from bot.desk.paging.showing import name_of_actor
from bot.desk.promises.listing import owed_by
from bot.desk.reports.drawing import card_of, rows_of
from bot.desk.threads import parse_ref
from bot.desk.tracking.linking import link_by_url, unlink
from bot.errors import Refused
from bot.views import owed, support, tracking
from bot.views.blocks import Surface
from handlers import shipped, workflows
from handlers.click import Click
from store.thread_list import UNRESOLVED, Filter, Whose
from store.transaction import Transaction


async def typed(click: Click) -> None:
    """Do what was asked for and answer; what we do not know is answered with help."""
    name, _, words = str(click.body.get("text") or "").strip().partition(" ")
    if (dialog := DIALOGS.get(name.lower())) is not None:
        await dialog(click)
        return
    ask = ASKED.get(name.lower(), _help)

    def rule(tx: Transaction) -> Surface:
        click.agent(tx)
        return ask(tx, click, words.strip())

    store = click.deps.store
    answer = await (store.write(rule) if ask in WRITING else store.read(rule))
    await click.ack(text=answer.text, blocks=answer.blocks, response_type="ephemeral")


def _help(_tx: Transaction, click: Click, _words: str) -> Surface:
    text = str(click.body.get("text") or "").strip()
    return support.command_help("" if text.lower().startswith("help") else text)


def _list(tx: Transaction, click: Click, words: str) -> Surface:
    match words.lower():
        case "":
            return _listed(tx, click, "Open threads", Filter(UNRESOLVED))
        case "mine":
            return _listed(tx, click, "My threads", Filter(UNRESOLVED, click.agent(tx).id))
        case "unassigned":
            return _listed(tx, click, "Unassigned", Filter(UNRESOLVED, Whose.nobody))
        case _:
            return _of_customer(tx, click, words)


def _of_customer(tx: Transaction, click: Click, words: str) -> Surface:
    customer = named(tx, words)
    if customer is None:
        return support.refusal(f"No customer is called {words[:75]}.")
    wanted = Filter(UNRESOLVED, customer_id=customer.id)
    return _listed(tx, click, f"Open threads of {customer.name}", wanted)


def _listed(tx: Transaction, click: Click, title: str, wanted: Filter) -> Surface:
    page = tx.thread_list.page(wanted, limit=support.SHOWN)
    rows = rows_of(tx, click.deps.desk, page.threads)
    return support.thread_list(title, rows, tx.now, more=page.cursor is not None)


def _find(tx: Transaction, click: Click, words: str) -> Surface:
    if not words:
        return support.command_help()
    page = tx.thread_list.page(Filter(q=words), limit=support.SHOWN)
    rows = rows_of(tx, click.deps.desk, page.threads)
    return support.found(words, rows, tx.now, more=page.cursor is not None)


def _open(tx: Transaction, click: Click, words: str) -> Surface:
    desk, channel = click.deps.desk, str(click.channel)
    if tx.channels.lock(channel) is None:
        return support.refusal("Type this in a customer's channel, or use a message's shortcut.")
    message = last_loose(tx, channel, words)
    if message is None:
        return support.refusal("No message of a customer here is in no thread and fits.")
    thread = open_by_hand(tx, desk, message, click.person(tx))
    return support.opened(thread, desk.permalink(thread.channel, thread.root_ts))


def _show(tx: Transaction, click: Click, words: str) -> Surface:
    try:
        thread = tx.threads.get(parse_ref(words))
    except Refused:
        thread = None
    if thread is None:
        return support.unknown_thread(words)
    entries = tx.timeline.last_of(thread.id)
    names = {entry.actor: name_of_actor(tx, entry.actor) for entry in entries}
    return support.show(card_of(tx, click.deps.desk, thread), entries, names, tx.now)


def _link(tx: Transaction, click: Click, words: str) -> Surface:
    ref, _, url = words.partition(" ")
    link = link_by_url(tx, click.deps.desk, parse_ref(ref), url, click.by(tx))
    return support.line(tracking.joined("You", link))


def _unlink(tx: Transaction, click: Click, words: str) -> Surface:
    ref, _, issue = words.partition(" ")
    link = unlink(tx, click.deps.desk, parse_ref(ref), issue, click.by(tx))
    return support.line(tracking.parted("You", link))


def _presence(tx: Transaction, click: Click, *, available: bool) -> Surface:
    agent = click.agent(tx)
    set_available(tx, agent, available=available, by=agent)
    return support.line(PRESENT if available else AWAY)


def _away(tx: Transaction, click: Click, _words: str) -> Surface:
    return _presence(tx, click, available=False)


def _back(tx: Transaction, click: Click, _words: str) -> Surface:
    return _presence(tx, click, available=True)


def _oncall(tx: Transaction, click: Click, _words: str) -> Surface:
    found = [
        (name, _name(tx, now.agent), now.ends, _name(tx, then.agent) if then else None)
        for name, now, then in shifts(tx, click.deps.desk)
    ]
    return support.on_call(found)


def _name(tx: Transaction, key: str) -> str:
    agent = tx.agents.by_key(key)
    return agent.name if agent else key


def _followups(tx: Transaction, click: Click, _words: str) -> Surface:
    return owed.listed_for(owed_by(tx, click.deps.desk, click.agent(tx)), tx.now)


AWAY = "🌴 You are away: no workflow gives you a thread. `/support back` ends it."
PRESENT = "👋 Welcome back: workflows may give you threads again."
DIALOGS = {"workflows": workflows.asked, "fixed": shipped.asked}
Ask = Callable[[Transaction, Click, str], Surface]
ASKED: Mapping[str, Ask] = {
    "list": _list,
    "find": _find,
    "open": _open,
    "show": _show,
    "link": _link,
    "unlink": _unlink,
    "away": _away,
    "back": _back,
    "oncall": _oncall,
    "followups": _followups,
}
WRITING = (_open, _link, _unlink, _away, _back)
