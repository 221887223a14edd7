"""Whether a message opens a thread, joins one, or neither."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config.desk import EmojiNames
from bot.config.manners import Grouping
from bot.desk.desk import ModeOf
from bot.desk.intake.grouping import Action, Heard, Rules, decide, decide_reply, has_emoji
from bot.desk.noise import is_noise
from store.channels import Mode
from store.messages import Author
from store.threads import Priority, Status, Thread
from tests.fakes import START

OPEN, JOIN, STAY = Action.OPEN, Action.JOIN, Action.STAY


def thread(minutes_ago: float, author: str = "U0CAROL", number: int = 1001) -> Thread:
    at = START - timedelta(minutes=minutes_ago)
    nothing = dict.fromkeys(Thread.__slots__)
    values = {
        "id": number,
        "status": Status.open,
        "priority": Priority.normal,
        "opened_at": at,
        "last_message_at": at,
        "last_author": author,
        "has_replies": False,
    }
    return Thread(**{**nothing, **values})  # type: ignore[arg-type]


def heard(text: str = "The export is broken", user: str = "U0CAROL") -> Heard:
    return Heard(user, Author.customer, text, has_files=False, at=START)


def rules(mode: Mode = Mode.grouped, *, may_open: bool = False) -> Rules:
    return Rules(ModeOf(mode, "this channel"), Grouping(), EmojiNames(), may_open)


@pytest.mark.parametrize(
    ("minutes", "author", "action"),
    [
        (0, "U0CAROL", JOIN),
        (119, "U0CAROL", JOIN),
        (120, "U0CAROL", JOIN),
        (121, "U0CAROL", OPEN),
        (59, "U0CODY", JOIN),
        (60, "U0CODY", JOIN),
        (61, "U0CODY", OPEN),
        (-30, "U0CODY", JOIN),  # said before the thread began, but reached us after it
        (-61, "U0CODY", OPEN),
        (-121, "U0CAROL", OPEN),
    ],
)
def test_the_windows(minutes: float, author: str, action: Action) -> None:
    assert decide(heard(), [thread(minutes, author)], rules()).action is action


def test_the_authors_own_thread_comes_before_a_later_one_of_somebody_else() -> None:
    own, other = thread(90, number=1001), thread(5, "U0CODY", number=1002)

    assert decide(heard(), [other, own], rules()).thread == own
    assert decide(heard(user="U0DAVE"), [other, own], rules()).thread == other


@pytest.mark.parametrize(
    ("change", "action"),
    [
        ({"status": Status.resolved}, OPEN),
        ({"has_replies": True}, OPEN),
        ({"status": Status.snoozed}, JOIN),
        ({"status": Status.waiting_on_customer}, JOIN),
        ({"status": Status.new}, JOIN),
    ],
)
def test_what_the_thread_is_like(change: dict[str, object], action: Action) -> None:
    near = replace(thread(5), **change)  # type: ignore[arg-type]

    assert decide(heard(), [near], rules()).action is action


@pytest.mark.parametrize(
    ("mode", "text", "action"),
    [
        (Mode.grouped, "It broke", JOIN),
        (Mode.each_message, "It broke", OPEN),
        (Mode.manual, "It broke", STAY),
        (Mode.off, "It broke", STAY),
        (Mode.grouped, ":ticket: It broke", OPEN),
        (Mode.grouped, "It broke 🎫", OPEN),
        (Mode.grouped, "thanks 🎫", OPEN),
        (Mode.manual, ":ticket: It broke", STAY),
        (Mode.off, ":ticket: It broke", STAY),
        (Mode.grouped, ":mega: we are at the fair", STAY),
        (Mode.grouped, "  📣 we are at the fair", STAY),
        (Mode.grouped, "we are at the fair :mega:", JOIN),
        (Mode.each_message, ":mega: we are at the fair", STAY),
        (Mode.grouped, "thanks!", JOIN),
        (Mode.each_message, "thanks!", STAY),
        (Mode.grouped, "", JOIN),
    ],
)
def test_modes_and_emoji(mode: Mode, text: str, action: Action) -> None:
    assert decide(heard(text), [thread(5)], rules(mode)).action is action


@pytest.mark.parametrize("mode", list(Mode))
def test_customers_open_by_emoji_where_they_may(mode: Mode) -> None:
    by_customers = decide(heard("🎫 It broke"), [], rules(mode, may_open=True)).action

    assert by_customers is (STAY if mode is Mode.off else OPEN)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("author", [Author.agent, Author.colleague])
def test_our_own_people_open_nothing(mode: Mode, author: Author) -> None:
    ours = replace(heard("🎫 We have an outage"), author=author)

    assert decide(ours, [], rules(mode)).action is STAY
    assert decide_reply(ours, rules(mode)).action is STAY


def test_an_agent_who_answers_beside_the_thread_joins_it() -> None:
    ours = replace(heard("Which browser?", "U0ADA"), author=Author.agent)

    assert decide(ours, [thread(5)], rules()).action is JOIN
    assert decide(ours, [replace(thread(5), has_replies=True)], rules()).action is STAY
    assert decide(ours, [thread(5)], rules(Mode.each_message)).action is STAY


def test_thanks_join_even_what_is_resolved_and_change_nothing() -> None:
    resolved = replace(thread(30), status=Status.resolved)

    decision = decide(heard("Thanks a lot!"), [resolved], rules())
    assert (decision.action, decision.noise) == (JOIN, True)
    assert decide(heard("Thanks a lot!"), [thread(200)], rules()).action is STAY


def test_a_file_is_never_noise() -> None:
    shown = replace(heard("hi"), has_files=True)

    assert decide(shown, [], rules()).action is OPEN
    assert decide_reply(shown, rules()).action is OPEN


@pytest.mark.parametrize(
    ("mode", "text", "action"),
    [
        (Mode.grouped, "It broke here too", OPEN),
        (Mode.each_message, "It broke here too", OPEN),
        (Mode.manual, "It broke here too", STAY),
        (Mode.off, "It broke here too", STAY),
        (Mode.off, "🎫 It broke here too", STAY),
        (Mode.grouped, "thanks", STAY),
        (Mode.grouped, "🎫 thanks", OPEN),
        (Mode.grouped, ":mega: news", STAY),
    ],
)
def test_replies_under_a_message_in_no_thread(mode: Mode, text: str, action: Action) -> None:
    assert decide_reply(heard(text), rules(mode)).action is action


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("text", ["It broke", "thanks", "🎫 x", ":mega: x"])
@pytest.mark.parametrize("recent", [[], [thread(5)], [replace(thread(5), has_replies=True)]])
def test_every_decision_says_why_and_names_the_level(
    mode: Mode, text: str, recent: list[Thread]
) -> None:
    decision = decide(heard(text), recent, rules(mode))

    start = {OPEN: "opened: ", JOIN: "joined T-1001: ", STAY: "in no thread: "}
    assert decision.why.startswith(start[decision.action])
    assert (decision.action is JOIN) == (decision.thread is not None)
    if text == "It broke":
        assert f"mode {mode}, set by this channel" in decision.why


def test_another_emoji_may_be_configured() -> None:
    emoji = EmojiNames(open="sos", bypass="speech_balloon")
    own = replace(rules(), emoji=emoji)

    assert decide(heard("thanks :sos:"), [], own).action is OPEN
    assert decide(heard(":speech_balloon: hello, it broke"), [], own).action is STAY
    assert decide(heard(":mega: it broke"), [], own).action is OPEN
    assert not has_emoji("🎫", "sos")


NOISE = """hi|Hello!|hey team|Good morning everyone :wave:|Moin zusammen|Guten Morgen!|bonjour|hola
|thanks|Thanks!|thank you so much|thx :pray:|ty|Many thanks for your help|thanks a lot team!|👍|:+1:|:tada: :tada:
|🙏🏽|ok|Okay, thanks!|perfect, thank you|Great, thanks for the quick fix!|Danke schön|vielen dank|Vielen Dank!|danke euch
|merci beaucoup|Gracias!|muchas gracias|grazie mille|obrigado|obrigada!|dank je wel|bedankt|tack|dziękuję|спасибо|ありがとう
|ありがとうございます|谢谢|謝謝|감사합니다|lgtm|+1|<@U0ADA> thanks!|sounds good|will do|got it, thanks|have a nice weekend!
|bye|Cheers everyone|all good|works now, thanks|awesome!!!|:white_check_mark:|no worries|np|tak|kiitos|teşekkürler
|Buenos días|buongiorno|Bonjour à tous|salut|Hallo zusammen|schönes Wochenende|bonne journée"""

REQUESTS = """hi, the export is broken|thanks but it still fails|thank you, could you also add Bob|ok so what now?
|hello? anyone there|yes|sure|done|team|for your help|Good morning, our login is down|no|it works now but slowly|thanks for nothing, it is still down
|no thanks, please cancel our plan|ok but when|not ok|great, it is broken again|help|urgent|down|error 500|+1 user please
|Danke, aber es geht immer noch nicht|merci mais cela ne marche pas|hi <@U0ADA> can you look at this|stop|??|thanks?
|yes please cancel|sure, here is the log: x|https://acme.example/error|cool feature request: dark mode|5|okta is down
|hiccups in the export|done deal with your tool|nice try, still failing|tack så mycket men det fungerar inte|hide my email
|thanksgiving outage|okay we need a call|np-complete error|bye bye data, everything is deleted|will do it work tomorrow
|gracias pero no funciona|no hay acceso|спасибо, но не работает|今日は動きません|谢谢？|谢谢 但是还是不行"""


def split(table: str) -> list[str]:
    return [text for text in table.replace("\n", "").split("|") if text]


@pytest.mark.parametrize("text", split(NOISE))
def test_greetings_thanks_and_emoji_are_noise(text: str) -> None:
    assert is_noise(text)


@pytest.mark.parametrize("text", split(REQUESTS))
def test_a_request_is_not(text: str) -> None:
    assert not is_noise(text)


def test_what_is_long_is_no_noise() -> None:
    assert is_noise("thanks " * 17)
    assert not is_noise("thanks " * 18)
    assert not is_noise("hi", has_files=True)
