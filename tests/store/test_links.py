"""Links: one row for each issue, however many threads are about it."""

from dataclasses import replace
from datetime import date, timedelta

from store.database import Store
from store.link_comments import LinkComments
from store.links import Link, Links, Stage
from store.transaction import Transaction
from tests.store.rows import open_thread


def begun(tx: Transaction, external_id: str | None = "i-1") -> Link:
    link = Links(tx).begin("linear", external_id, ref="ENG-1", stage=Stage.queued)
    assert link is not None
    return link


async def test_an_issue_is_there_once_and_may_have_many_threads(store: Store) -> None:
    def rule(tx: Transaction) -> None:
        links, link = Links(tx), begun(tx)
        one, two = open_thread(tx), open_thread(tx)

        assert links.begin("linear", "i-1", stage=Stage.queued) is None
        assert begun(tx, None).id != begun(tx, None).id
        assert links.join(link.id, one.id, "ada")
        assert not links.join(link.id, one.id, "ben")
        links.move(one.id, two.id)
        assert links.threads(link.id) == [one.id, two.id]
        assert links.of_thread(two.id) == [link]
        assert links.named("linear", "i-1") == links.lock_named("linear", "i-1") == link
        assert links.lock_called("linear", "ENG-1") == link
        links.part(link.id, one.id)
        assert links.of_thread(one.id) == []

    await store.write(rule)


async def test_what_is_due_is_read_and_a_draft_waits_once(store: Store) -> None:
    def rule(tx: Transaction) -> None:
        links, thread = Links(tx), open_thread(tx)
        link = links.save(
            replace(begun(tx), due_at=tx.now, version=tx.now, planned_for=date(2026, 3, 12))
        )
        later = links.save(replace(begun(tx, "i-2"), due_at=tx.now + timedelta(hours=1)))

        assert links.due(10) == [link]
        assert links.lock(later.id) == later
        assert links.next_due() == tx.now
        links.join(link.id, thread.id, "ada")
        links.draft(link.id, thread.id, "It is fixed")
        assert links.drafted(thread.id) == "It is fixed"
        assert links.undraft(thread.id)
        assert not links.undraft(thread.id)

    await store.write(rule)


async def test_a_comment_is_known_by_its_key_and_by_its_id(store: Store) -> None:
    def rule(tx: Transaction) -> None:
        comments, link = LinkComments(tx), begun(tx)
        assert comments.add(link.id, "Ada", "d1", external_id=None, key="k")
        assert not comments.add(link.id, "Ada", "d1", external_id=None, key="k")
        assert comments.add(link.id, "Kim", "d2", external_id="c2", key=None)
        assert not comments.add(link.id, "Kim", "d3", external_id="c2", key=None)
        comments.settle("k", "c1")
        ours, theirs = comments.of(link.id)
        comments.change(theirs.id, "d4", deleted=True)

        assert ours.external_id == "c1"
        assert comments.of(link.id)[1] == replace(theirs, digest="d4", deleted=True)
        assert comments.since(link.id, tx.now - timedelta(minutes=1)) == 2

    await store.write(rule)
