"""Starting: a run of a workflow begins, with its variant, unless it would go round in circles."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.workflows.language.definition import Workflow
from bot.workflows.language.facts import Facts
from bot.workflows.language.selection import Entry
from store.customers import Customer
from store.runs import Run, RunMode
from store.transaction import Transaction
from store.workflows import Mode

DEEPEST = 5  # workflows that one event leads to, one by the other


@dataclass(frozen=True)
class Because:
    """Why a run begins: the occurrence it is considered for, or the run that leads to it."""

    occurrence_id: int | None = None
    parent_id: int | None = None
    chain: tuple[str, ...] = ()
    key: str | None = None
    position: int | None = None  # where the list of the occurrence goes on afterwards
    given: Mapping[str, Any] = field(default_factory=dict)  # values for its vars


def circle(entry: Entry, chain: tuple[str, ...]) -> str | None:
    """Say why a workflow must not begin once more; None when it may."""
    name = entry.workflow.name
    if name in chain:
        return f"it led to itself: {' → '.join([*chain[chain.index(name) :], name])}"
    if len(chain) >= DEEPEST:
        return f"{DEEPEST} workflows led to each other: {' → '.join([*chain, name])}"
    return None


def at_start(facts: Facts, workflow: Workflow, given: Mapping[str, Any] | None = None) -> Facts:
    """Return what `when` of a workflow sees before a run of it has begun."""
    variables = {**workflow.constants, **(given or {})}
    about = {"workflow": workflow.name, "variant": None}
    return replace(facts, run=about, gathered={"vars": variables})


def begin(tx: Transaction, entry: Entry, facts: Facts, because: Because) -> Run | None:
    """Begin a run; None when it began before."""
    workflow, thread = entry.workflow, facts.thread
    customer = facts.customer
    message = facts.message if thread else None
    return tx.runs.begin(
        key=because.key,
        workflow=workflow.name,
        file_id=entry.file_id,
        thread_id=facts.thread_id,
        customer_id=customer.id if customer else None,
        occurrence_id=because.occurrence_id,
        position=because.position,
        parent_id=because.parent_id,
        chain=list(because.chain),
        event={**facts.event, **({"message": message.id} if message else {})},
        mode=RunMode.shadow if entry.mode is Mode.shadow else RunMode.live,
        variant=variant_of(workflow, customer),
        step=workflow.steps[0].id,
        context={"vars": {**workflow.constants, **because.given}},
    )


def variant_of(workflow: Workflow, customer: Customer | None) -> str | None:
    """Choose by the customer, so that each of them always meets the same one."""
    weights, key = workflow.variants, customer.key if customer else ""
    total = sum(weights.values())
    if not total:
        return None
    digest = hashlib.sha256(f"{workflow.name}:{key}".encode()).digest()
    point = int.from_bytes(digest[:8]) % total
    for variant, weight in weights.items():
        point -= weight
        if point < 0:
            return variant
    raise AssertionError("a point beyond all weights")


def run_facts(run: Run) -> Mapping[str, Any]:
    """Return what a run says about itself."""
    return {"variant": run.variant, "workflow": run.workflow}
