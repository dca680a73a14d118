"""Two companies find each other, agree on a token, and deal: ``make demo``.

A buyer and a supplier each run their own gateway; there is nothing between them.
"""

import json
import sys
import tempfile
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.table import Table

from examples.company import Company, do_all, open_all
from examples.stage import screen, show_command, step, tell

DIALECTS: Final = ("a2a-1.0", "a2a-0.3", "tasks", "flowwink", "native", "negotiate")
ARGUMENTS: Final = {"product": "flashlight", "qty": 1000}
QUESTION: Final = "Can you deliver 1000 branded flashlights in 2 weeks?"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="peergate-demo-") as folder:
        here = Path(folder)
        buyer = Company(
            "buyer", here / "buyer", "Nordic Outdoor purchasing", "Buys for forty shops."
        )
        supplier = Company(
            "supplier",
            here / "supplier",
            "Lumen & Rail sales",
            "Sells flashlights and DIN rail terminal blocks.",
        )
        do_all((buyer.found, supplier.found))
        with open_all((supplier, buyer)):
            tell(f"Two gateways: the supplier at {supplier.url}, the buyer at {buyer.url}")
            _discover(buyer, supplier)
            quotes = _call_in_every_dialect(buyer, supplier)
            _chat(buyer)
            refused = _let_a_stranger_try(supplier)
            _show_activity(buyer, supplier)
    return 0 if quotes == len(DIALECTS) and refused else 1


def _discover(buyer: Company, supplier: Company) -> None:
    step("1", "The buyer has been given an address, and looks who is there")
    show_command("buyer", "discover", supplier.url)
    screen.print(buyer.peergate("discover", supplier.url).rstrip(), markup=False)
    tell("The supplier lets the buyer in; the token is handed over once, and stored as a hash.")
    show_command("supplier", "peers", "add", "buyer")
    buyer.befriend(supplier)
    show_command("buyer", *buyer.introduction(supplier))


def _call_in_every_dialect(buyer: Company, supplier: Company) -> int:
    step("2", "The buyer asks for a quote, in every language that agents speak")
    names = {dialect: f"supplier-{dialect.replace('.', '-')}" for dialect in DIALECTS}
    do_all(
        partial(buyer.befriend, supplier, name=name, dialect=dialect)
        for dialect, name in names.items()
    )
    arguments = json.dumps(ARGUMENTS)
    show_command("buyer", "send", "supplier", "--skill", "get_quote", "--args", arguments)
    table = Table("dialect", "outcome", "price", "delivery", "ms", box=None, pad_edge=False)
    answered = 0
    for dialect, name in {"auto": "supplier", **names}.items():
        outcome = buyer.send(name, "--skill", "get_quote", "--args", arguments)
        quote = outcome["result"] if isinstance(outcome["result"], dict) else {}
        table.add_row(*_quote_row(dialect, outcome, quote))
        answered += dialect != "auto" and "price_cents" in quote
    screen.print(table)
    return answered


def _quote_row(dialect: str, outcome: dict[str, Any], quote: dict[str, Any]) -> tuple[str, ...]:
    found = f"auto → {outcome['dialect']}" if dialect == "auto" else dialect
    if not quote:
        error = outcome.get("error") or {}
        return found, outcome["kind"], str(error.get("message", "")), "", ""
    price = f"{quote['price_cents'] / 100:,.2f} {quote['currency']}"
    return found, outcome["kind"], price, f"{quote['lead_days']} days", str(outcome["duration_ms"])


def _chat(buyer: Company) -> None:
    step("3", "The buyer just talks; with no model configured, a concierge has it done")
    show_command("buyer", "send", "supplier", "--text", QUESTION)
    answer = buyer.send("supplier", "--text", QUESTION)["result"]
    screen.print(json.dumps(answer), style="cyan", markup=False)


def _let_a_stranger_try(supplier: Company) -> bool:
    step("4", "A stranger makes up a token")
    call = {"skill": "get_quote", "arguments": ARGUMENTS}
    request = urllib.request.Request(
        f"{supplier.url}/a2a",
        json.dumps(call).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer let-me-in"},
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except urllib.error.HTTPError as error:
        screen.print(f"HTTP {error.code}  {error.read().decode()}", style="red", markup=False)
        return error.code == 401
    return False


def _show_activity(buyer: Company, supplier: Company) -> None:
    step("5", "Both sides have it on record")
    for company in (buyer, supplier):
        show_command(company.name, "activity")
        screen.print(company.peergate("activity").rstrip(), markup=False)
        screen.print()


if __name__ == "__main__":
    sys.exit(main())
