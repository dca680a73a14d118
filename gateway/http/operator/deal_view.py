"""Deals and offers as the operator's API writes them."""

from collections.abc import Mapping
from typing import Any

from gateway.core.clock import find_iso, iso_from_ms
from gateway.core.deal import Deal, Offer, OfferKind
from gateway.deals.decide import Decided
from gateway.deals.record import Entry


def write_deal(deal: Deal) -> dict[str, Any]:
    """Times are null for what has not happened."""
    return {
        "id": deal.id,
        "ref": deal.ref,
        "state": deal.state.value,
        "type": deal.request.get("type", ""),
        "subject": deal.request.get("subject", ""),
        "currency": deal.request.get("currency", ""),
        "opened_at": iso_from_ms(deal.opened_at),
        "deadline": iso_from_ms(deal.deadline),
        "settled_at": find_iso(deal.settled_at),
        "awarded_to": deal.awarded_to,
        "awarded_at": find_iso(deal.awarded_at),
        "closed_at": find_iso(deal.closed_at),
        "note": deal.note,
    }


def write_counts(counts: Mapping[OfferKind, int]) -> dict[str, int]:
    """How many offers there are of each kind, and of all; those of none are left out."""
    named = {kind.value: counts[kind] for kind in OfferKind if kind in counts}
    return {"all": sum(counts.values()), **named}


def write_offer(offer: Offer) -> dict[str, Any]:
    return {
        "peer": offer.peer,
        "kind": offer.kind.value,
        "values": dict(offer.values),
        "reason": offer.reason,
        "differs": list(offer.differs),
        "asked_at": iso_from_ms(offer.asked_at),
        "at": iso_from_ms(offer.at),
        "expected_at": find_iso(offer.expected_at),
        "is_late": offer.is_late,
        "activity_id": offer.activity_id,
    }


def write_decided(decided: Decided) -> dict[str, Any]:
    """``told`` names for each peer that is told the call by which it is, ``untold`` for each that
    cannot be told why; ``followed`` says how each is followed up."""
    return {
        "deal": write_deal(decided.deal),
        "is_new": decided.is_new,
        "offer": None if decided.offer is None else write_offer(decided.offer),
        **decided.told.write(),
        "pending": list(decided.pending),
        "unasked": list(decided.unasked),
        "followed": dict(decided.followed),
    }


def write_entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": iso_from_ms(entry.at),
        "what": entry.what,
        "text": entry.text,
        "peer": entry.peer,
        "by": entry.by,
        "expected_at": find_iso(entry.expected_at),
        "activity_id": entry.activity_id,
    }
