"""Who does something."""

from dataclasses import dataclass

from store.agents import Agent

WORKFLOW = "workflow:"


@dataclass(frozen=True)
class By:
    """Who does something: for the timeline, and for people."""

    actor: str
    name: str

    @classmethod
    def agent(cls, agent: Agent) -> "By":
        """Return an agent as the one who does it."""
        return cls(f"agent:{agent.key}", agent.name)

    @classmethod
    def workflow(cls, name: str) -> "By":
        """Return a workflow as the one who does it."""
        return cls(f"{WORKFLOW}{name}", f"The workflow {name}")

    @property
    def is_workflow(self) -> bool:
        """Whether nobody did it, a workflow did."""
        return self.actor.startswith(WORKFLOW)


BELLHOP = By("bellhop", "Bellhop")
API = By("api", "The API")
