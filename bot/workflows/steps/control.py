"""Steps that decide which steps come next."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from bot.config.section import matching
from bot.workflows.at import At, Category, Done, End, Enter, HandOver, Kind, StepFailed
from bot.workflows.language.definition import Args
from bot.workflows.language.fields import ANYTHING, NUMBER, TEXT

MOST_ROUNDS = 100


def take_branch(_args: Args, at: At) -> Enter:
    """Take the steps of the first arm whose condition holds."""
    for n, block in enumerate(at.step.blocks):
        if block.when is None:
            return Enter(n, {"arm": "else"})
        verdict = block.when.judge(at.facts)
        if verdict.matched:
            return Enter(n, {"arm": str(n), "because": verdict.because})
    return Enter(None, {"arm": "none"})


class ForEach(Args):
    """`for_each: {in: "{{ steps.x.json.invoices }}", as: invoice, limit: 20, steps: [...]}`."""

    list: Any = Field(alias="in")
    name: Annotated[str, matching("[a-z][a-z0-9_]{0,39}", "a name: lower case letters")] = Field(
        default="item", alias="as"
    )
    limit: int = Field(default=20, ge=1, le=MOST_ROUNDS)


def take_for_each(args: ForEach, at: At) -> Enter:
    """Take the steps once for each item; more items than the limit are an error."""
    items = at.value(args.list)
    if not isinstance(items, list | tuple):
        raise StepFailed(f"in: is no list but {items!r}"[:200], Category.missing_data)
    if len(items) > args.limit:
        raise StepFailed(f"there are {len(items)} items, the limit is {args.limit}")
    output = {"count": len(items)}
    if not items:
        return Enter(None, output)
    return Enter(0, output, {"as": args.name, "items": list(items), "round": 0})


class Stop(Args):
    """`stop: why`."""

    why: Annotated[str, Field(max_length=500)] = "a stop step"


def take_stop(args: Stop, at: At) -> End:
    """End the run."""
    return End(at.plain(args.why))


class Human(Args):
    """`hand_over: why`, with a category."""

    why: Annotated[str, Field(max_length=500)]
    category: Category = Category.complexity


def take_human(args: Human, at: At) -> HandOver:
    """Let a human go on."""
    return HandOver(at.plain(args.why), args.category)


class Let(Args):
    """`let: {name: value}`: values with names of their own, for later steps."""

    values: dict[str, Any] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _names_alone(cls, given: object) -> object:
        return {"values": given}


def take_let(args: Let, at: At) -> Done:
    """Keep values under the id of the step."""
    return Done({"value": {name: at.value(given) for name, given in args.values.items()}})


KINDS = (
    Kind(
        "branch",
        "takes the steps of the first `if` that holds, or of `else`",
        Args,
        take_branch,
        outputs={"arm": TEXT},
        guides=True,
    ),
    Kind(
        "for_each",
        "takes steps once for each item of a list",
        ForEach,
        take_for_each,
        outputs={"count": NUMBER},
        guides=True,
    ),
    Kind("stop", "ends the run", Stop, take_stop, guides=True, short="why"),
    Kind(
        "hand_over",
        "lets a human go on, with a category",
        Human,
        take_human,
        guides=True,
        short="why",
    ),
    Kind(
        "let",
        "computes values for later steps: steps.<id>.value.<name>",
        Let,
        take_let,
        outputs={"value": ANYTHING},
        guides=True,
    ),
)
