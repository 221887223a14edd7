"""The workflow files that a command is about, as they are on the disk; nothing else is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot.config.config import Config
from bot.config.load import load
from bot.errors import Refused
from bot.settings import Settings
from bot.workflows.examples.reading import FOLDER, Examples, read_examples
from bot.workflows.files.file import Reading
from bot.workflows.language.definition import Workflow
from bot.workflows.library import SUFFIX, read_folder
from bot.workflows.steps import KINDS

Given = Annotated[
    Path | None,
    typer.Argument(help="A file or the folder of workflows. [default: BELLHOP_WORKFLOWS]"),
]


@dataclass(frozen=True)
class Files:
    """Every workflow of a folder; `only` one of them was asked for."""

    folder: Path
    config: Config
    readings: Sequence[Reading]
    only: str | None = None

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        """Those that are right, by name."""
        return {one.name: one.workflow for one in self.readings if one.workflow is not None}

    def examples(self) -> list[Examples]:
        """Read the files of examples, by name."""
        found = sorted((self.folder / FOLDER).glob(f"*{SUFFIX}"))
        wanted = [file for file in found if self.only in (None, file.stem)]
        return [read_examples(file, self.workflows.get(file.stem), self.config) for file in wanted]


def files_of(path: Path | None) -> Files:
    """Read the folder of a file, or a folder; the file may be one of examples."""
    settings = Settings.load()
    config, path = load(settings.config_path), path or settings.workflows_path
    if path.is_dir():
        return Files(path, config, read_folder(path, config, KINDS))
    if not path.is_file():
        raise Refused(f"There is no file or folder {path}.")
    folder = path.parent.parent if path.parent.name == FOLDER else path.parent
    return Files(folder, config, read_folder(folder, config, KINDS), path.stem)
