"""What happens by itself: notices are told to those who wait for them, and automations are run."""

from random import random as system_random

from msgspec import Struct

from gateway.automations import (
    AUTOMATION,
    Automations,
    Deed,
    Dispatcher,
    OwnSkills,
    Pace,
    PeerDeed,
    RunCarrier,
    SkillDeed,
    Timer,
    WebhookDeed,
    listeners_of,
)
from gateway.chat import Chat
from gateway.config.automation_row import AutomationRow
from gateway.core.clock import Clock
from gateway.observe.log import Log
from gateway.outbox import OwnWebhook
from gateway.runner.run import SkillRunner
from gateway.runner.threads import SkillThreads
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.skills import SkillSet
from gateway.wiring.way_out import WayOut

_GONE = "the automation has no webhook any more"


class ByItself(Struct, frozen=True):
    automations: Automations
    dispatcher: Dispatcher
    timer: Timer
    carrier: RunCarrier


def make_by_itself(
    live: Live,
    tenant: TenantStore,
    skill_set: SkillSet,
    threads: SkillThreads,
    chat: Chat,
    way_out: WayOut,
    clock: Clock,
    log: Log,
) -> ByItself:
    """``threads`` run plain functions. The outbox can carry runs of automations from then on."""
    limits, wake = live.settings.limits, way_out.courier.wake
    automations = Automations(tenant, lambda: live.settings.automations, wake, clock)
    runner = SkillRunner(clock, log, threads, limits.skill_seconds, limits.skill_output_bytes)
    skills = OwnSkills(
        skill_set.offered,
        runner,
        chat.model_of,
        lambda: live.settings.approvals,
        way_out.outbox.call_skill,
        tenant,
        clock,
        way_out.most_seconds,
    )

    def find_webhook(name: str) -> OwnWebhook | None:
        row = automations.find(name)
        return OwnWebhook(row.url, row.secret) if row is not None and row.url else None

    skill_deed = SkillDeed(skills)
    peer_deed = PeerDeed(lambda name: live.roster.find(name), way_out.outbox.letter)
    webhook_deed = WebhookDeed(way_out.carry_to(find_webhook, _GONE))

    def deed_of(row: AutomationRow) -> Deed:
        if row.url:
            return webhook_deed
        return peer_deed if row.peer else skill_deed

    carrier = RunCarrier(tenant, automations.find, deed_of, Pace(), clock, system_random)
    way_out.carriers[AUTOMATION] = carrier.carry
    return ByItself(
        automations,
        Dispatcher(tenant, lambda: listeners_of(live.settings, clock), wake, log),
        Timer(tenant, lambda: live.settings.automations, wake, clock, log),
        carrier,
    )
