"""The ``[limits]`` table: the bound of everything, with its unit in its name (SECURITY: Limits)."""

from typing import Annotated

from pydantic import Field

from gateway.config.fields import Count, Days, Seconds, Whole
from gateway.config.section import Section


class LimitSettings(Section):
    """All are positive; what goes beyond is answered 413, 429 or 503, never stored."""

    body_bytes: Count = 1024 * 1024
    json_depth: Annotated[Whole, Field(gt=0, le=256)] = 32
    parts: Count = 100
    string_bytes: Count = 256 * 1024
    header_bytes: Count = 16 * 1024
    header_seconds: Seconds = 10
    body_seconds: Seconds = 30
    body_bytes_per_second: Count = 500
    unread_seconds: Seconds = 30
    unread_bytes: Count = 64 * 1024 * 1024
    connections: Count = 5000

    streams_per_peer: Count = 20
    streams: Count = 500
    operator_streams: Count = 20
    stream_events: Count = 256
    stream_bytes: Count = 1024 * 1024
    event_days: Days = 1

    tasks_per_peer: Count = 8
    tasks: Count = 64
    queue_per_peer: Count = 1000
    queue_bytes_per_peer: Count = 64 * 1024 * 1024
    skill_seconds: Seconds = 55
    skill_output_bytes: Count = 1024 * 1024
    reply_wait_seconds: Seconds = 50
    page_size: Annotated[Whole, Field(gt=0, le=100)] = 100

    hops: Count = 5
    caused_calls_per_minute: Count = 600

    connect_seconds: Seconds = 5
    total_seconds: Seconds = 30
    call_seconds: Seconds = 55
    reply_bytes: Count = 1024 * 1024
    reply_bytes_per_second: Count = 500
    reply_stream_bytes: Count = 4 * 1024 * 1024
    card_bytes: Count = 256 * 1024

    push_configs: Count = 10
    deliveries_per_peer: Count = 8
    deliveries: Count = 200

    dedupe_days: Annotated[Days, Field(ge=7)] = 7
    dead_letter_days: Days = 30
    subscription_days: Days = 30
    conversation_days: Days = 30
    notice_days: Days = 30
    shutdown_seconds: Seconds = 20
