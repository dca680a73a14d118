"""A2A 0.1, the ``tasks/send`` of seed-era agents and python-a2a."""

from typing import Final

NAME: Final = "tasks"
