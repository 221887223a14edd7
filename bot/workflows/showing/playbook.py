"""The playbook: a document of all workflows, for those who do not read YAML."""

from collections.abc import Iterator, Mapping, Sequence

from bot.config.config import Config
from bot.config.services import SecretName
from bot.workflows.language.definition import OnError, Step, Workflow
from bot.workflows.language.marks import Named, marks_of
from bot.workflows.showing.mermaid import mermaid
from bot.workflows.showing.words import of_condition, of_step, of_trigger
from store.run_history import StateCount

OUTSIDE = ("services", "endpoints")
BRANCH = "branch"
NO_RATES = "Not measured yet."


def playbook(
    workflows: Sequence[Workflow], config: Config, counts: Sequence[StateCount], days: int
) -> str:
    """Return the document, in Markdown."""
    lines = [
        "# Playbook",
        "",
        f"The workflows of {config.desk.name}, as they are written today.",
        "",
    ]
    lines += [f"* [{one.name}](#{one.name}): {one.description}" for one in workflows]
    for workflow in workflows:
        own = {
            one.state.replace("_", " "): one.count
            for one in counts
            if one.workflow == workflow.name
        }
        lines += ["", *_chapter(workflow, config, own, days)]
    return "\n".join(lines) + "\n"


def _chapter(
    workflow: Workflow, config: Config, counts: Mapping[str, int], days: int
) -> Iterator[str]:
    yield from (f"## {workflow.name}", "", workflow.description, "")
    yield f"* **Mode:** {workflow.mode}, as its file says"
    yield f"* **Begins on:** {'; '.join(of_trigger(one) for one in workflow.triggers)}"
    yield f"* **When:** {of_condition(workflow.when) or 'always'}"
    if workflow.stop_after:
        yield "* **Afterwards** no other workflow of the event begins"
    if workflow.variants:
        weights = ", ".join(f"{name} ({weight})" for name, weight in workflow.variants.items())
        yield f"* **Variants:** {weights}"
    yield from ("", "### Steps", "")
    yield from _steps(workflow.steps, 0)
    yield from ("", "### What it needs", "")
    yield from list(_needs(workflow, config)) or ["Nothing from outside."]
    yield from ("", "### When something is not as expected", "")
    yield from _edges(workflow)
    yield from ("", f"### Measured, the last {days} days", "", _rates(counts), "")
    yield from ("```mermaid", mermaid(workflow).rstrip(), "```")


def _steps(steps: Sequence[Step], depth: int) -> Iterator[str]:
    indent = "   " * depth
    for n, step in enumerate(steps, 1):
        when = f", if {of_condition(step.when)}" if step.when is not None else ""
        yield f"{indent}{n}. **{step.id}**: {of_step(step)}{when}"
        for block in step.blocks:
            asked = "else" if block.when is None else f"if {of_condition(block.when)}"
            yield f"{indent}   * {asked if step.kind == BRANCH else 'for each'}:"
            yield from _steps(block.steps, depth + 2)


def _needs(workflow: Workflow, config: Config) -> Iterator[str]:
    for section, name in dict.fromkeys(_named(workflow)):
        if section == "services" and name in config.services:
            service = config.services[name]
            secrets = [v.secret_env for v in service.headers.values() if isinstance(v, SecretName)]
            yield f"* the service `{name}` ({service.url}){_secrets(secrets)}"
        elif section == "endpoints" and name in config.endpoints:
            endpoint = config.endpoints[name]
            yield f"* the endpoint `{name}`{_secrets([endpoint.secret_env])}"


def _named(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Yield what of the outside its steps name."""
    for step in workflow.all_steps():
        for field, info in type(step.args).model_fields.items():
            for mark in marks_of(info):
                given = getattr(step.args, field)
                if isinstance(mark, Named) and mark.section in OUTSIDE and isinstance(given, str):
                    yield mark.section, given


def _secrets(names: Sequence[str]) -> str:
    return f", with the secret in {', '.join(f'`{name}`' for name in names)}" if names else ""


def _edges(workflow: Workflow) -> Iterator[str]:
    for step in workflow.all_steps():
        if step.on_error == OnError.carry_on:
            yield f"* **{step.id}** fails: it goes on"
        elif step.on_error != OnError.hand_over:
            yield f"* **{step.id}** fails: it goes on at {step.on_error}"
        if step.retry.attempts > 1:
            yield f"* **{step.id}** is tried up to {step.retry.attempts} times"
        if step.timeout is not None:
            yield f"* **{step.id}** may take {step.timeout}"
        if step.threshold is not None:
            yield f"* **{step.id}** has to be {step.threshold:.0%} sure, else a human goes on"
    yield "* any other step fails: a human goes on, with everything gathered so far"
    if workflow.keep_when_resolved:
        yield "* the thread is resolved meanwhile: it goes on all the same"
    else:
        yield "* the thread is resolved meanwhile: what would still speak to the customer is cancelled"
    yield f"* {workflow.off_after} runs break one after the other: it is switched off, with an alert"


def _rates(counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    if not total:
        return NO_RATES
    shares = ", ".join(f"{state} {count} ({count / total:.0%})" for state, count in counts.items())
    return f"{total} runs: {shares}."
