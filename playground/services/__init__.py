"""The systems of an imaginary product, over real HTTP: what the workflows of a demo and of tests call."""

from playground.services.server import Services

__all__ = ["Services"]
