"""What happens by itself: on a notice or by the clock a skill is run, a peer called, or a webhook.

The dispatcher also brings notices to the rows of [[notify]]. Whatever is set off is a row of the
outbox, in the unit that says it was: nothing of it is lost, and nothing is set off twice.
"""

from gateway.automations.automations import (
    AutomationNotFound,
    Automations,
    AutomationView,
    NoticeNotFound,
)
from gateway.automations.carry import RunCarrier
from gateway.automations.deed import Deed
from gateway.automations.dispatch import Dispatcher
from gateway.automations.listener import Listener, listeners_of
from gateway.automations.occasion import AUTOMATION, OURSELVES
from gateway.automations.own_skills import OwnSkills
from gateway.automations.pace import Pace
from gateway.automations.peer_deed import PeerDeed
from gateway.automations.run_view import RunView
from gateway.automations.skill_deed import SkillDeed
from gateway.automations.timer import Timer
from gateway.automations.webhook_deed import WebhookDeed

__all__ = [
    "AUTOMATION",
    "OURSELVES",
    "AutomationNotFound",
    "AutomationView",
    "Automations",
    "Deed",
    "Dispatcher",
    "Listener",
    "NoticeNotFound",
    "OwnSkills",
    "Pace",
    "PeerDeed",
    "RunCarrier",
    "RunView",
    "SkillDeed",
    "Timer",
    "WebhookDeed",
    "listeners_of",
]
