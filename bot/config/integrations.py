"""`integrations:` of bellhop.yml: the systems that we know by name."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.config.section import Email, Section, matching
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


class PagerDuty(Section):
    """Whom PagerDuty wakes: a service's Events key; with a token and a user, incidents of it."""

    routing_key_env: Variable
    token_env: Variable | None = None
    sender: Annotated[Email | None, Field(alias="from")] = None
    service: Word | None = None
    events_url: Base = "https://events.pagerduty.com"
    url: Base = "https://api.pagerduty.com"
    private: bool = False

    @model_validator(mode="after")
    def _all_of_rest(self) -> Self:
        if (self.sender is None) != (self.service is None):
            raise ValueError("incidents need both, `from` and `service`")
        if self.sender and self.token_env is None:
            raise ValueError("`from` and `service` are of no use without `token_env`")
        return self


class Statuspage(Section):
    """A public page at Atlassian Statuspage; `components` are its ids by the names we give them."""

    page: Word
    key_env: Variable
    components: dict[Word, Word] = Field(default_factory=dict)
    url: Base = "https://api.statuspage.io/v1"
    private: bool = False


class Integrations(Section):
    """What is left out is not used."""

    jira: Jira | None = None
    linear: Linear | None = None
    github: GitHub | None = None
    pagerduty: PagerDuty | None = None
    statuspage: Statuspage | None = None
