"""The one table: when this happened, do that. The functions do their work once, however often they run."""

from jinban.kit.worker import Reactions

REACTIONS: Reactions = {}
