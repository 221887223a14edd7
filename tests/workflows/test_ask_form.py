"""ask with a form: a dialog that the customer fills in, once."""

from store.runs import Run, RunState
from store.threads import Status
from tests.door import ACME, Door, words
from tests.handlers.looks import buttons, dialog, entries, reads, title
from tests.workflows.conftest import OpenDesk

FORM = """
description: Asks for the details of an export
on: thread.created
mode: live
steps:
  - id: details
    ask:
      intro: "Hello {{ contact.name }}, a few details, please."
      at_most: 2d
      form:
        title: Your export
        fields:
          - {name: size, label: "How many rows?", type: number}
          - {name: kind, label: "Which kind?", type: choice, choices: [CSV, Excel]}
          - {name: since, label: "Since when?", type: date, required: false}
          - {name: contact, label: "Whom may we write to?", type: email}
          - {name: request, label: The request, type: long_text, hint: As curl, required: false}
          - {name: api_token, label: "Which token?", required: false}
  - id: note
    note: "{{ steps.details.form.size }} rows as {{ steps.details.form.kind }}"
"""
FILLED = {"size": "1200", "kind": "Excel", "contact": "carol@acme.example"}


def filled(**values: str) -> dict[str, str]:
    return {f"answer:{name}": value for name, value in {**FILLED, **values}.items()}


async def run_of(door: Door) -> Run:
    [run] = await door.read(lambda tx: tx.runs.of(1001))
    return run


async def asked(door: Door) -> tuple[str, str]:
    """Let Carol be asked; return her Slack thread and the message with the button."""
    root = await door.asks("carol", "The export is broken")
    seen = door.person("carol").sees(ACME, root)
    [question] = [str(one["ts"]) for one in seen if "a few details" in words(one)]
    return root, question


async def test_a_form_is_filled_in_once(desk: OpenDesk) -> None:
    async with desk(details=FORM) as door:
        root, question = await asked(door)
        for handle in ("carol", "ada"):
            await door.person(handle).clicks(ACME, question, "ask.form")
            assert title(dialog(door, handle)) == "Your export"

        assert await door.person("carol").submits(filled(since="2026-01-31")) == {}
        await door.settle()
        await door.person("ada").submits(filled(size="7"))
        await door.settle()

        assert any("1200 rows as Excel" in line for line in await door.room())
        assert (await run_of(door)).state is RunState.done
        assert (await door.thread()).status is Status.open
        assert "Carol Chen has answered this already" in words(dialog(door, "ada"))
        [over] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == question]
        assert "✅ Answered by Carol Chen" in words(over)
        assert buttons(over) == ["thread.human"]
        [note] = [line for line in await door.room() if "filled in *Your export*" in line]
        assert "*Since when?*  2026-01-31" in note
        assert len(await entries(door, "question.answered")) == 1


async def test_what_does_not_fit_is_said_at_its_field(desk: OpenDesk) -> None:
    async with desk(details=FORM) as door:
        _, question = await asked(door)
        await door.person("carol").clicks(ACME, question, "ask.form")
        errors = await door.person("carol").submits(filled(contact="a@b"))

        assert errors == {
            "answer:contact": "This has to be one e-mail address, like ada@example.com."
        }
        assert (await run_of(door)).state is RunState.waiting


async def test_outsiders_do_not_see_it(desk: OpenDesk) -> None:
    async with desk(details=FORM) as door:
        root, question = await asked(door)
        await door.person("eve").clicks(ACME, question, "ask.form")
        await door.settle()

        assert door.person("eve").modal is None
        assert any("Only the people whom" in line for line in reads(door, "eve", ACME, root))


async def test_secrets_are_neither_kept_nor_forwarded(desk: OpenDesk) -> None:
    async with desk(details=FORM) as door:
        _, question = await asked(door)
        await door.person("carol").clicks(ACME, question, "ask.form")
        curl = "curl -H 'Authorization: Bearer abcdefghijkl1234' https://api.example/x"
        await door.person("carol").submits(filled(request=curl, api_token="t0psecret"))
        await door.settle()

        [note] = [line for line in await door.room() if "filled in" in line]
        assert "'Authorization: [removed]' https://api.example/x" in note
        assert "looked like a secret" in note
        [entry] = await entries(door, "question.answered")
        assert entry.after["api_token"] == "[removed]"
        kept = str(await door.read(lambda tx: (tx.runs.of(1001), tx.timeline.of(1001))))
        assert "t0psecret" not in kept
        assert "abcdefghijkl1234" not in kept


async def test_who_writes_instead_keeps_the_form_and_the_room_hears_of_it_once(
    desk: OpenDesk,
) -> None:
    async with desk(details=FORM) as door:
        root, question = await asked(door)
        for text in ("Where do I find this?", "Hello?"):
            await door.asks("carol", text, thread_ts=root)
        assert sum("instead of filling in the form" in line for line in await door.room()) == 1

        await door.person("carol").clicks(ACME, question, "ask.form")
        await door.person("carol").submits(filled())
        await door.settle()

        assert (await run_of(door)).state is RunState.done


async def test_it_is_over_when_the_time_is(desk: OpenDesk) -> None:
    async with desk(details=FORM) as door:
        root, question = await asked(door)
        await door.person("carol").clicks(ACME, question, "ask.form")
        await door.later(hours=49)
        await door.person("carol").submits(filled())
        await door.settle()

        assert (await run_of(door)).state is RunState.handed_over
        assert "This question is over." in words(dialog(door, "carol"))
        [over] = [one for one in door.person("carol").sees(ACME, root) if one["ts"] == question]
        assert buttons(over) == ["thread.human"]


async def test_a_message_and_the_form_at_once_is_the_form(desk: OpenDesk) -> None:
    async with desk(details=FORM) as door:
        root, question = await asked(door)
        carol = door.person("carol")
        await carol.clicks(ACME, question, "ask.form")
        await carol.submits(filled())
        await carol.says(ACME, "done!", thread_ts=root)
        await door.settle()

        assert (await run_of(door)).state is RunState.done
