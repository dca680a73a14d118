"""What the bench makes of its samples."""

from bench.broadcast import Broadcast
from bench.commit import Commits
from bench.figures import (
    CONNECTIONS,
    GATEWAYS,
    STREAMS,
    Figures,
    Sample,
    Start,
    Streams,
    StreamSample,
    goals,
)


def sample(subject: str, connections: int, number: int, per_second: float) -> Sample:
    return Sample(subject, connections, number, per_second, p50_us=500, p99_us=900, cpu_us=50)


def figures(floor: list[float], own: list[float]) -> Figures:
    """One run: requests per second of the floor and of both gateways, round by round; the other
    floors are half as fast."""
    samples = [
        sample(subject, connections, number, rate)
        for subject, rates in (
            ("floor", floor),
            ("plain", [rate / 2 for rate in floor]),
            ("rows", [rate / 2 for rate in floor]),
            *((gateway, own) for gateway in GATEWAYS),
        )
        for connections in CONNECTIONS
        for number, rate in enumerate(rates)
    ]
    start = Start(tasks=100, seconds=2.5, resident_bytes=70_000_000)
    commits = [Commits(1000, 400)]
    at = "2026-01-01T00:00:00+00:00"
    told = streams(own, [200, 100, 50])
    sent = [Broadcast(90, 60), Broadcast(400, 50), Broadcast(70, 50)]
    return Figures(at, {}, {}, len(floor), 5, samples, commits, start, told, sent)


def streams(own: list[float], theirs: list[float]) -> Streams:
    """Events per second of the gateway and of the official SDK, round by round."""
    samples = [
        StreamSample(subject, count, number, rate, cpu_us=20)
        for subject, rates in (("gateway", own), ("sdk", theirs))
        for count in STREAMS
        for number, rate in enumerate(rates[: len(own)])
    ]
    return Streams(samples, [1500, 2400, 3000], 20 * 1024)


def test_a_ratio_compares_the_neighbours_of_one_round() -> None:
    # Their medians come from different rounds when the machine drifts; neighbours do not.
    run = figures(floor=[1000, 2000, 4000], own=[500, 1000, 2000])

    assert run.ratio("FULL", 64, "per_second") == 0.5
    assert run.median_of("FULL", 64, "per_second") == 1000


def test_a_ratio_may_be_to_the_plain_floor() -> None:
    run = figures(floor=[1000, 2000, 4000], own=[500, 1000, 2000])

    assert run.ratio("FULL", 64, "per_second", "plain") == 1.0


def test_one_slow_round_does_not_move_the_ratio() -> None:
    run = figures(floor=[1000, 1000, 1000], own=[500, 10, 500])

    assert run.ratio("FULL", 64, "per_second") == 0.5


def test_a_goal_is_met_on_its_good_side() -> None:
    met = {goal.name: goal.is_met for goal in goals(figures(floor=[1000], own=[500]))}

    assert met == {
        "requests, FULL to floor": True,
        "requests, NORMAL to floor": False,
        "requests, FULL to plain": True,
        "CPU per request, FULL to floor": True,
        "CPU per request, NORMAL to floor": True,
        "CPU per request, FULL to plain": True,
        "broadcast to 43 peers, to floor": True,
        "p50 alone, FULL (floor + 1.5 commits)": True,
        "first event (floor + 2 ms)": True,
        "events, streams: 1, to SDK": False,
        "events, streams: 16, to SDK": False,
        "memory of an idle stream": True,
        "memory after start": True,
        "start with 100 tasks": False,
    }


def test_a_broadcast_is_compared_with_that_of_its_own_round() -> None:
    assert figures(floor=[1], own=[1]).broadcast_ratio == 1.5
