"""Use of the product: a bounded number of small rows, deleted a little at a time."""

from datetime import timedelta

from store import product
from store.database import Store
from store.product import Product
from store.transaction import Transaction
from tests.fakes import START

DAY = timedelta(days=1)


def used(tx: Transaction) -> None:
    """Five people, in any order and some twice, and five features."""
    customer, known = tx.customers.put("acme", "Acme"), Product(tx)
    for number in (3, 1, 3, 2, 4, 5, 1):
        known.see("segment", customer.id, f"u{number}", START - number * DAY, 1)
        known.use("segment", customer.id, f"f{number}", START - number * DAY)
    known.see("segment", customer.id, "u1", START - 9 * DAY, 0)


async def test_people_are_one_row_each_and_what_is_old_goes_a_little_at_a_time(
    store: Store,
) -> None:
    await store.write(used)

    seen = (await store.read(lambda tx: Product(tx).seen("segment", [1])))[1]
    assert (seen.first_at, seen.last_at) == (START - 9 * DAY, START - DAY)
    assert (seen.logins, seen.people) == (7, 5)
    forgotten = [
        await store.write(lambda tx: Product(tx).forget(START - 2 * DAY, 2)) for _ in range(3)
    ]
    assert forgotten == [4, 2, 0]
    assert (await store.read(lambda tx: Product(tx).used("segment", [1])))[1] == ["f1", "f2"]


async def test_beyond_the_bound_people_share_a_row_and_features_are_left_out(store: Store) -> None:
    def full(tx: Transaction) -> None:
        customer, known = tx.customers.put("acme", "Acme"), Product(tx)
        for number in range(product.MOST_PEOPLE + 2):
            known.see("segment", customer.id, f"u{number}", START, 1)
        for number in range(product.MOST_FEATURES + 2):
            known.use("segment", customer.id, f"f{number}", START)
        known.see("segment", customer.id, "u0", START, 1)

    await store.write(full)

    seen = (await store.read(lambda tx: Product(tx).seen("segment", [1])))[1]
    assert (seen.people, seen.logins) == (product.MOST_PEOPLE + 1, product.MOST_PEOPLE + 3)
    used = (await store.read(lambda tx: Product(tx).used("segment", [1])))[1]
    assert len(used) == product.MOST_FEATURES


async def test_customers_are_listed_by_tier_a_page_at_a_time(store: Store) -> None:
    def listed(tx: Transaction) -> list[list[int]]:
        for number, tier in enumerate(("free", "enterprise", None, "enterprise")):
            tx.customers.put(f"c{number}", "Someone", tier)
        known = Product(tx)
        return [
            known.customers(0, 3),
            known.customers(3, 3),
            known.customers(0, 3, ["enterprise", "growth"]),
            known.customers(2, 3, ["enterprise"]),
            known.customers(0, 3, ["growth"]),
        ]

    assert await store.write(listed) == [[1, 2, 3], [4], [2, 4], [4], []]
