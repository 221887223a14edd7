"""Telling followers: a direct message about what others do to a thread."""

from datetime import timedelta
from uuid import uuid4

from bot.delivery.outbox import Post, to_team
from bot.views.news import News
from store.agents import Agent
from store.threads import Thread
from store.transaction import Transaction

TOGETHER = timedelta(seconds=20)  # what is said in one go makes one direct message


def tell_followers(tx: Transaction, thread: Thread, news: News, actor: str) -> None:
    """Queue a direct message for each follower but whoever did it; it is drawn when it is sent."""
    for agent in tx.followers.of(thread.id):
        if actor != f"agent:{agent.key}":
            tell_agent(tx, thread, agent, news, actor)


def tell_agent(tx: Transaction, thread: Thread, agent: Agent, news: News, actor: str) -> None:
    """Queue a direct message for an agent; what is said in one go makes one."""
    user = agent.slack_user
    name = f"follow:{thread.id}:{user}:{news}"
    post = Post(
        f"{name}:{uuid4().hex}",
        "follow",
        f"slack:follow:{user}",
        channel=user,
        thread_id=thread.id,
        payload={"news": news, "by": actor},
        coalesce=name,
        due_at=tx.now + TOGETHER,
    )
    to_team(tx, post)
