"""Who does something."""

from dataclasses import dataclass

from store.agents import Agent


@dataclass(frozen=True)
class By:
    """Who does something: for the timeline, and for people."""

    actor: str
    name: str

    @classmethod
    def agent(cls, agent: Agent) -> "By":
        """Return an agent as the one who does it."""
        return cls(f"agent:{agent.key}", agent.name)


BELLHOP = By("bellhop", "Bellhop")
API = By("api", "The API")
