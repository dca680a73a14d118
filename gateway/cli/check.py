"""``peergate check``: whether the gateway would start and work, and what to do where not."""

import os

import typer
from msgspec import to_builtins

from gateway.cli.interrupt import ended_by_interrupt
from gateway.cli.options import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    SkillsOption,
    StoreOption,
)
from gateway.cli.output import write_json
from gateway.cli.table import write_table


def check(
    config: ConfigOption = DEFAULT_CONFIG,
    store: StoreOption = None,
    skills: SkillsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the config and all it points to; exit with 1 if anything is red."""
    with ended_by_interrupt():
        from gateway.cli.checks import inspect  # noqa: PLC0415
        from gateway.cli.checks.finding import Level  # noqa: PLC0415
    findings = inspect(config, {"store.url": store}, tuple(skills or ()), os.environ)
    is_good = all(finding.level is not Level.RED for finding in findings)
    if as_json:
        write_json({"ok": is_good, "checks": [to_builtins(finding) for finding in findings]})
    else:
        write_table(
            ("CHECK", "", ""),
            ((finding.check, finding.level, finding.text) for finding in findings),
            styles=[finding.level for finding in findings],
        )
    if not is_good:
        raise typer.Exit(1)
