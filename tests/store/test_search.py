"""Searching threads by what was said in them."""

from store.database import Store
from store.thread_list import Filter
from store.transaction import Transaction
from tests.store.rows import add_message, open_thread

SAID = (
    "The export fails with HTTP 502, again!",
    "Mail ann.lee@acme.example or see https://status.acme.example/v2.14?id=7",
    "It’s “quite” urgent: error_code E-4711 (100% of calls); DROP TABLE threads; --",
    "Привет, «мир»! Ошибка входа",
    "ログインできません。助けて",
    "हिन्दी में संदेश",
    "naïve façade",
)


def say_all(tx: Transaction) -> None:
    for number, words in enumerate(SAID):
        thread = open_thread(tx, root_ts=f"{number}.0", title=str(number))
        add_message(tx, words, ts=f"{number}.0", thread_id=thread.id)
    add_message(tx, "export outside of any thread", ts="99.0")


def found(tx: Transaction, q: str) -> list[int]:
    return sorted(int(thread.title) for thread in tx.thread_list.page(Filter(q=q)).threads)


async def test_words_and_their_beginnings_are_found(store: Store) -> None:
    await store.write(say_all)

    for q, numbers in {
        "export": [0],
        "EXPORT": [0],
        "exp fai": [0],
        "again 502": [0],
        "xport": [],
        "export urgent": [],
        "ann.lee@acme.example": [1],
        "acme": [1],
        "status.acme.example/v2.14": [1],
        "2.14": [],  # the word is v2
        "id=7": [1],
        "it's": [2],
        "It’s": [2],
        '"quite urgent"': [2],
        "error_code": [2],
        "code": [2],
        "E-4711": [2],
        "4711": [2],
        "100%": [2],
        "'; DROP TABLE threads; --": [2],
        "привет МИР": [3],
        "оши": [3],
        "ログイン": [4],
        "助けて": [4],
        "हिन्दी": [5],
        "संदेश": [5],
        "façade": [6],
        "naïve": [6],
    }.items():
        assert await store.read(found, q) == numbers, q


async def test_marks_alone_find_nothing_and_fail_nowhere(store: Store) -> None:
    await store.write(say_all)

    for q in ("?", "'", '"', '"*', "%", "\\", "!", "😀", "\x00", " \t", ":*", "<->", "…", "()&|!"):
        assert await store.read(found, q) == [], q


async def test_operators_are_words(store: Store) -> None:
    await store.write(say_all)

    for q in ("NOT", "export OR urgent", "AND", "NEAR(a b)", "text:export"):
        assert await store.read(found, q) == [], q
    for q in ("export*", "^export", "-export", "!export", "expo\x00"):
        assert await store.read(found, q) == [0], q


async def test_an_empty_search_is_none(store: Store) -> None:
    await store.write(say_all)

    assert len(await store.read(found, "")) == len(SAID)


async def test_an_edit_is_found_and_what_it_replaced_is_not(store: Store) -> None:
    def edit(tx: Transaction) -> None:
        message = tx.messages.by_ts("C1", "0.0")
        assert message is not None
        tx.messages.edit(message, "The import fails", "0.1")

    await store.write(say_all)
    await store.write(edit)

    assert await store.read(found, "import") == [0]
    assert await store.read(found, "export") == []


async def test_a_forgotten_message_is_not_found(store: Store) -> None:
    def forget(tx: Transaction) -> None:
        message = tx.messages.by_ts("C1", "0.0")
        assert message is not None
        tx.messages.forget(message.id)

    await store.write(say_all)
    await store.write(forget)

    assert await store.read(found, "export") == []
