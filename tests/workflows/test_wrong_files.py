"""Files that would do harm, or nothing: each is a lint error, and the others are used."""

from pathlib import Path

import pytest

from bot.workflows.library import read_folder
from bot.workflows.steps import KINDS
from tests.workflows.given import CONFIG
from tests.workflows.test_file import problems, reading

LABEL = "  - {id: label, add_label: x}\n"
SOUND = f"description: A test\non: thread.created\nsteps:\n{LABEL}"


def when(condition: str) -> str:
    return f"description: A test\non: thread.created\nwhen: {condition}\nsteps:\n{LABEL}"


def steps(listed: str) -> str:
    return f"description: A test\non: thread.created\nsteps:\n{listed}"


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("{thread.labels: vip}", "equals is for one value, and thread.labels is a list"),
        ("{thread.labels: [vip, big]}", "in is for one value, and thread.labels is a list"),
        ("{thread.opened_at: {less_than: soon}}", "'soon' is no time"),
        (f"{'[' * 3000}{']' * 3000}", "is nested too deeply"),
        (f"{'{not: ' * 400}{{thread.title: a}}{'}' * 400}", "is nested too deeply"),
    ],
)
def test_a_condition_that_could_never_be_judged_is_wrong(condition: str, problem: str) -> None:
    assert problem in problems(when(condition))


@pytest.mark.parametrize(
    "condition",
    [
        "{thread.opened_at: {less_than: 2026-01-01}}",
        '{customer.key: {in: "{{ vars.keys }}"}}',
    ],
)
def test_a_time_and_a_list_from_elsewhere_can_be_compared_with(condition: str) -> None:
    assert reading(f"vars: {{keys: [a]}}\n{when(condition)}").problems == ()


@pytest.mark.parametrize("name", ["steps", "vars", "thread", "event"])
def test_an_item_hides_no_other_name(name: str) -> None:
    loop = f"  - {{id: each, for_each: {{in: [a], as: {name}, steps: [{{id: l, note: x}}]}}}}\n"

    assert f"{name} is a name that there is already" in problems(steps(loop))


def test_an_item_is_gone_behind_its_loop() -> None:
    loop = "  - {id: each, for_each: {in: [a], steps: [{id: l, note: '{{ item }}'}]}}\n"

    assert reading(steps(loop)).problems == ()
    assert "names item, which there is not" in problems(
        steps(loop + "  - {id: after, note: '{{ item }}'}\n")
    )


def test_references_to_references_do_not_grow_without_end() -> None:
    lines = ["  v0: &v0 [x]"]
    lines += [f"  v{n}: &v{n} [{', '.join([f'*v{n - 1}'] * 9)}]" for n in range(1, 12)]

    said = problems("vars:\n" + "\n".join(lines) + f"\n{SOUND}")

    assert "more than 200,000 values" in said


def test_files_that_cannot_be_read_leave_the_others(tmp_path: Path) -> None:
    (tmp_path / "a-latin.yml").write_bytes(SOUND.replace("A test", "Gr\xfc\xdfe").encode("latin-1"))
    (tmp_path / "b-huge.yml").write_text(f"{SOUND}# {'x' * 600_000}\n")
    (tmp_path / "c-folder.yml").mkdir()
    (tmp_path / "d-sound.yml").write_text(SOUND)

    latin, huge, sound = read_folder(tmp_path, CONFIG, KINDS)

    assert latin.problems == ("a-latin.yml:1: is not UTF-8",)
    assert huge.problems == ("b-huge.yml:1: is larger than 512 KiB",)
    assert sound.workflow is not None
