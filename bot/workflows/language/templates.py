"""Templates: texts with the values of fields in them, in the sandbox of Jinja."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote

from jinja2 import ChainableUndefined, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.views.facts import in_words
from bot.views.text import quiet
from bot.workflows.language.facts import Absent, Facts
from bot.workflows.language.fields import Names
from bot.workflows.language.patterns import find

LONGEST = 100_000  # characters that one template may come to
# what Jinja and its filters raise: conditions are judged while a customer's message is taken
CANNOT = (TemplateRuntimeError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError)


class Unfilled(Exception):
    """A template names something that has no value; `text` shows the places."""

    def __init__(self, missing: list[str], text: str) -> None:
        super().__init__(f"has no value for {', '.join(missing)}")
        self.missing = missing
        self.text = text


class Broken(Exception):
    """A template cannot be filled in: what it does with the values makes no sense."""


class Nothing(Broken):
    """A place in a template comes to nothing."""


class Missing(list[str]):
    """The fields without a value that a template names."""


class Gap(ChainableUndefined):
    """Something without a value: it stays to be seen as it was written."""

    def __str__(self) -> str:
        """Leave the place visibly unfilled, and remember it."""
        name = str(self._undefined_name or "an item")  # of an empty list, it has no name
        if isinstance(self._undefined_obj, Missing):
            self._undefined_obj.append(name)
            return f"{{{{ {name} }}}}"
        if self._undefined_exception is SecurityError:
            raise SecurityError(f"{name} is out of reach of a template")
        raise Unfilled([name], "")  # inside of what another system answered

    def __getattr__(self, name: str) -> "Gap":
        """What is inside of nothing is nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Gap(name=f"{self._undefined_name}.{name}", obj=self._undefined_obj)


class Mrkdwn(str):
    """What somebody wrote in Slack: its links go into a message as they are, its pings do not."""


class Mention(Mrkdwn):
    """A ping that a template asks for."""


# said in Slack, so its <…> and &amp; are Slack's own
FROM_SLACK = {"message.text": Mrkdwn, "thread.title": Mrkdwn, "contact.mention": Mention}


@dataclass(frozen=True)
class Node:
    """A step on the way to a field: `thread` of thread.title."""

    facts: Facts
    names: Names
    path: str
    missing: Missing

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the field holds
        """Return the field, or the next step on the way to one."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str | int) -> Any:  # noqa: ANN401
        """Return the field, or the next step on the way to one."""
        return _value(self.facts, self.names, f"{self.path}.{name}", self.missing)


def _value(facts: Facts, names: Names, path: str, missing: Missing) -> Any:  # noqa: ANN401
    if names.field(path) is None:
        return Node(facts, names, path, missing)
    try:
        value = facts.get(path)
    except Absent:
        value = None
    if value is None:
        return Gap(name=path, obj=missing)
    return FROM_SLACK[path](value) if path in FROM_SLACK else value


def _for_slack(value: object) -> object:
    """Keep what comes from outside from mentioning people or becoming a link."""
    if isinstance(value, Mention | Gap):
        return value
    if isinstance(value, Mrkdwn):
        return quiet(value)
    text = _plain(value)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _for_url(value: object) -> object:
    if isinstance(value, Gap):
        return value
    text = _plain(value)
    if text in (".", ".."):
        raise Broken(f"{text!r} would lead to another place of the address")
    return quote(text, safe="")


def _plain(value: object) -> str:
    """Return a value as people read it."""
    match value:
        case Node(path=path):
            raise Broken(f"{path} has no value of its own, only what is inside of it")
        case None:
            raise Nothing("a place in it comes to nothing")
        case Mrkdwn():
            text = unescape(value)
        case bool():
            text = "yes" if value else "no"
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M} UTC"
        case list():
            text = ", ".join(_plain(one) for one in value)
        case float() if value.is_integer():
            text = str(int(value))
        case _:
            text = str(value)
    return text


class Sandbox(ImmutableSandboxedEnvironment):
    """What a template can reach."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - JSON
        """Prefer what is in JSON to the methods of a dict: many answers have `items`."""
        if isinstance(obj, Mapping):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)


def _environment(finalize: Callable[[object], object]) -> Sandbox:
    made = Sandbox(undefined=Gap, finalize=finalize, keep_trailing_newline=False, autoescape=False)
    made.globals.clear()  # no namespace, no cycler: a template is a text, not a program
    made.filters |= {"find": find, "words": in_words}
    return made


SLACK, URL, PLAIN = (
    _environment(one)
    for one in (
        _for_slack,
        _for_url,
        lambda value: value if isinstance(value, Gap) else _plain(value),
    )
)


@dataclass(frozen=True)
class Template:
    """A text that may name fields, all of which are among `names`."""

    source: str
    names: Names = field(repr=False, compare=False)

    def text(self, facts: Facts, environment: ImmutableSandboxedEnvironment = SLACK) -> str:
        """Fill it in; Unfilled when something it names has no value."""
        missing = Missing()
        try:
            template = _compiled(self.source, environment)
            text = str(template.render(self._roots(facts, missing)))
        except Unfilled as gap:
            raise Unfilled([*missing, *gap.missing], self.source) from None
        except CANNOT as error:
            raise Broken(str(error)) from None
        if len(text) > LONGEST:
            raise Broken(f"comes to more than {LONGEST:,} characters")
        if missing:
            raise Unfilled(missing, text)
        return text

    def value(self, facts: Facts) -> Any:  # noqa: ANN401 - whatever the field holds
        """Return the value itself of a template that is one expression, else its text."""
        expression = _expression(self.source)
        if expression is None:
            return self.text(facts, PLAIN)
        missing = Missing()
        try:
            found = expression(**self._roots(facts, missing))
        except CANNOT as error:
            raise Broken(str(error)) from None
        if isinstance(found, Node):
            _plain(found)
        return None if isinstance(found, Gap) else found

    def _roots(self, facts: Facts, missing: Missing) -> Mapping[str, Any]:
        named = _named(self.source)
        return {root: _value(facts, self.names, root, missing) for root in named}


@lru_cache(maxsize=4096)
def _compiled(source: str, environment: ImmutableSandboxedEnvironment) -> Any:  # noqa: ANN401
    return environment.from_string(source)


@lru_cache(maxsize=4096)
def _named(source: str) -> frozenset[str]:
    """Return the first steps of the paths that a template names: `thread` of thread.title."""
    return frozenset(find_undeclared_variables(PLAIN.parse(source)))


@lru_cache(maxsize=4096)
def _expression(source: str) -> Any | None:  # noqa: ANN401
    """Compile what is one {{ expression }} and nothing else."""
    body = PLAIN.parse(source).body
    match body:
        case [nodes.Output(nodes=[nodes.Expr() as only])] if not isinstance(
            only, nodes.TemplateData
        ):
            inner = source.strip().removeprefix("{{").removesuffix("}}").strip("-+ ")
            return PLAIN.compile_expression(inner, undefined_to_none=False)
    return None


def is_template(text: str) -> bool:
    """Whether a text has places to be filled in."""
    return "{{" in text or "{%" in text


def has_template(value: object) -> bool:
    """Whether there is a place to be filled in anywhere in a value."""
    if isinstance(value, dict):
        return any(has_template(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(has_template(one) for one in value)
    return isinstance(value, str) and is_template(value)


def problems(source: str, names: Names) -> Iterator[str]:
    """Say what is wrong with a template: its syntax, and fields that there are not."""
    try:
        tree = PLAIN.parse(source)
        _compiled(source, PLAIN)
    except TemplateSyntaxError as error:
        yield f"is no template: {error.message}"
        return
    for used in tree.find_all(nodes.Filter):
        yield from _pattern_problem(used)
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    inner = {id(found.node) for found in tree.find_all((nodes.Getattr, nodes.Getitem))}  # type: ignore[attr-defined]
    for found in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Name)):
        path = _path(found)
        if id(found) in inner or path is None or path.partition(".")[0] in own:
            continue
        if names.field(path) is None:
            yield f"names {path}, which there is not{names.hint(path)}"


def _pattern_problem(used: nodes.Filter) -> Iterator[str]:
    if used.name == "find" and used.args and isinstance(used.args[0], nodes.Const):
        try:
            find("", str(used.args[0].value))
        except ValueError as error:
            yield str(error)


def _path(found: nodes.Node) -> str | None:
    """Return the dotted path of thread.title or thread["title"]; None for what is computed."""
    match found:
        case nodes.Name(name=name, ctx="load"):
            return str(name)
        case nodes.Getattr(node=inside, attr=attr):
            outer = _path(inside)
            return f"{outer}.{attr}" if outer else None
        case nodes.Getitem(node=inside, arg=nodes.Const(value=value)):
            outer = _path(inside)
            return f"{outer}.{value}" if outer else None
        case _:
            return None
