"""`integrations:` of bellhop.yml: the systems that we know by name."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.config.section import Section, matching
from bot.config.services import Base, Variable
from store.states import Severity

Word = Annotated[str, Field(min_length=1, max_length=100)]
ProjectKey = Annotated[str, matching(r"[A-Z][A-Z0-9_]{0,20}", "the key of a project, like ENG")]
Repository = Annotated[str, matching(r"[\w.-]+/[\w.-]+", "a repository, like acme/api")]


class TrackerName(StrEnum):
    """Where engineering may keep its issues."""

    jira = "jira"
    linear = "linear"
    github = "github"


class Jira(Section):
    """One project of a Jira Cloud; what Jira calls things is yours to say."""

    url: Base
    email_env: Variable
    token_env: Variable
    project: ProjectKey
    issue_type: Word = "Bug"
    labels: tuple[Word, ...] = ()
    priorities: dict[Severity, Word] = Field(default_factory=dict)
    not_done: tuple[Word, ...] = Field(
        default=(),
        description="resolutions, besides Won't Do, Won't Fix, Duplicate, Declined, Cannot Reproduce",
    )
    private: bool = False


class Linear(Section):
    """One team of a Linear workspace, by the key that its issues begin with."""

    key_env: Variable
    team: ProjectKey
    url: Base = "https://api.linear.app/graphql"
    private: bool = False


class GitHub(Section):
    """One repository; `public`: it may be open to everybody, and then only `shown` goes there."""

    token_env: Variable
    repo: Repository
    labels: tuple[Word, ...] = ()
    public: bool = False
    shown: tuple[Word, ...] = ()
    url: Base = "https://api.github.com"
    private: bool = False


class Integrations(Section):
    """What is left out is not used."""

    jira: Jira | None = None
    linear: Linear | None = None
    github: GitHub | None = None
