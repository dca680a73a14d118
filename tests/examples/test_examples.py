"""The examples do what they say, each as its own process."""

import subprocess
import sys


def run(*module: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *module], capture_output=True, text=True, timeout=600
    )


def test_two_companies_deal() -> None:
    demo = run("examples.demo")

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert demo.stdout.count("45.00 SEK") == 7
    assert '{"price_cents": 4900, "currency": "SEK", "lead_days": 14}' in demo.stdout
    assert 'HTTP 401  {"error":"unauthorized"}' in demo.stdout
    assert demo.stdout.count("→  supplier") == demo.stdout.count("←  buyer") == 8


def test_three_skills_on_three_gateways_make_an_article() -> None:
    pipeline = run("examples.pipeline", "terminal blocks")

    assert pipeline.returncode == 0, pipeline.stdout + pipeline.stderr
    assert "terminal-blocks-3-things-worth-knowing" in pipeline.stdout
