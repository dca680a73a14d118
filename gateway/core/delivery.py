"""What is owed to another: whether it will be tried again."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """What is dead was given up, and waits for the operator alone."""

    WAITING = "waiting"
    DEAD = "dead"
