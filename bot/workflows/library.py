"""The library: the workflows in use, and every version that a run still follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.config.config import Config
from bot.workflows.at import Kind
from bot.workflows.files.calls import without_wrong_calls
from bot.workflows.files.file import Reading, read
from bot.workflows.language.conditions import All
from bot.workflows.language.definition import MANUAL, SCHEDULE, Trigger, Workflow
from bot.workflows.language.selection import Entry, Selection
from store.runs import Run
from store.transaction import Transaction
from store.workflows import Mode, Switch

SUFFIX = ".yml"
LARGEST = 512 * 1024  # bytes of a file
# started by nothing that happens on the timeline
APART = (SCHEDULE, MANUAL)


@dataclass(frozen=True)
class InUse:
    """The workflows in use at one time, in their order, as they are switched."""

    set_id: int = 0
    entries: Sequence[Entry] = ()  # one for each workflow that is not off
    listening: Mapping[str, Selection] = field(default_factory=dict)
    switches: Mapping[str, Switch] = field(default_factory=dict)

    def named(self, name: str) -> Entry | None:
        """Return a workflow that is not off."""
        return next((entry for entry in self.entries if entry.workflow.name == name), None)


def read_folder(folder: Path, config: Config, kinds: Mapping[str, Kind]) -> list[Reading]:
    """Read every workflow of a folder, by name; one without the folder has none."""
    files = sorted(file for file in folder.glob(f"*{SUFFIX}") if file.is_file())
    return without_wrong_calls([_reading(file, config, kinds) for file in files])


def _reading(file: Path, config: Config, kinds: Mapping[str, Kind]) -> Reading:
    given = file.read_bytes()
    if len(given) > LARGEST:
        why = f"is larger than {LARGEST // 1024} KiB"
        return Reading(file.stem, "", None, (f"{file.name}:1: {why}",))
    try:
        source = given.decode("utf-8")
    except UnicodeDecodeError as error:
        line = given.count(b"\n", 0, error.start) + 1
        return Reading(file.stem, "", None, (f"{file.name}:{line}: is not UTF-8",))
    return read(source, file.stem, config, kinds)


class Library:
    """Every workflow this process knows. `in_use` is replaced whole when something changes."""

    def __init__(
        self, readings: Iterable[Reading], config: Config, kinds: Mapping[str, Kind]
    ) -> None:
        self.readings = list(readings)
        self.in_use = InUse()
        self.ever_used = False  # by this desk, whatever files it has today
        self.kinds = kinds
        self._config = config
        self._versions: dict[int, Workflow] = {}
        self._problems: dict[int, str] = {}
        self._ids: dict[str, int] = {}

    @property
    def workflows(self) -> list[Workflow]:
        """Those whose file is right, in the order in which they are considered."""
        found = [reading.workflow for reading in self.readings if reading.workflow is not None]
        return sorted(found, key=lambda workflow: (workflow.order, workflow.name))

    def keep(self, tx: Transaction) -> None:
        """Keep the versions of the files in the store, and begin to use them."""
        sources = {reading.name: reading.source for reading in self.readings}
        for workflow in self.workflows:
            file_id = tx.workflows.keep(workflow.name, sources[workflow.name])
            self._ids[workflow.name], self._versions[file_id] = file_id, workflow
        self.ever_used = bool(tx.workflows.switches())
        for file_id in tx.runs.files():
            if self.version(tx, file_id) is None:
                tx.runs.wake_all(file_id)  # they cannot go on: people hear of it now, not then
        self.refresh(tx)

    def refresh(self, tx: Transaction) -> None:
        """Look how the workflows are switched, which people and other replicas may change."""
        switches = tx.workflows.touched()
        if self.in_use.set_id and _modes(switches) == _modes(self.in_use.switches):
            self.in_use = replace(self.in_use, switches=switches)
            return
        ids = [self._ids[workflow.name] for workflow in self.workflows]
        set_id = self.in_use.set_id or tx.workflows.keep_set(ids)
        self.in_use = self._in_use(set_id, switches)

    def file_id(self, name: str) -> int:
        """Return the version of a workflow that is in use; one that is off has one too."""
        return self._ids[name]

    def broken(self, tx: Transaction) -> list[Reading]:
        """Return the files that are wrong, without those that nobody wants to use."""
        switches = tx.workflows.switches()
        wanted = {name for name, switch in switches.items() if switch.mode not in (None, Mode.off)}
        wrong = (reading for reading in self.readings if reading.workflow is None)
        return [reading for reading in wrong if not reading.off or reading.name in wanted]

    def version(self, tx: Transaction, file_id: int) -> Workflow | None:
        """Return the version that a run began with; None when it can no longer be read."""
        if file_id not in self._versions:
            file = tx.workflows.file(file_id)
            found = read(file.source, file.name, self._config, self.kinds) if file else None
            if found is None or found.workflow is None:
                self._problems[file_id] = found.problems[0] if found else "it is gone"
                return None
            self._versions[file_id] = found.workflow
        return self._versions[file_id]

    def problem(self, run: Run) -> str:
        """Return why the workflow of a run cannot be read."""
        return self._problems[run.file_id]

    def of_run(self, tx: Transaction, run: Run) -> Workflow | None:
        """Return the workflow of a run."""
        return self.version(tx, run.file_id)

    def _in_use(self, set_id: int, switches: Mapping[str, Switch]) -> InUse:
        entries: list[Entry] = []
        listening: dict[str, list[Entry]] = {}
        for position, workflow in enumerate(self.workflows):
            switch = switches.get(workflow.name)
            mode = (switch.mode if switch else None) or workflow.mode
            if mode is Mode.off:
                continue
            first = Trigger(MANUAL, All(()))
            entry = Entry(position, self._ids[workflow.name], workflow, mode, first)
            entries.append(entry)
            for trigger in workflow.triggers:
                listening.setdefault(trigger.event, []).append(replace(entry, trigger=trigger))
        selections = {
            event: Selection(found) for event, found in listening.items() if event not in APART
        }
        return InUse(set_id, entries, selections, switches)


def _modes(switches: Mapping[str, Switch]) -> dict[str, Mode | None]:
    return {name: switch.mode for name, switch in switches.items() if switch.mode is not None}
