"""A buyer and three suppliers, each a gateway of its own: one quotes, one declines, one waits for
its human."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.deadline import wait_for
from tests.e2e.site import Gateway, Site

LOOPBACK = ["127.0.0.0/8"]
A = {"total_price": 16800, "delivery_date": "2027-04-24", "moq": 500, "validity_days": 14}
C = {"total_price": 16600, "delivery_date": "2027-04-26", "moq": 500, "validity_days": 7}
BODIES = {
    "a": f"return {A!r}",
    "b": 'ctx.decline("only 1 200 in stock", available=1200)',
    "c": 'await ctx.require_approval("above 10 000 SEK", amount=16600, currency="SEK",'
    ' note="our pricing desk decides", preliminary={"price_range": [4.1, 4.3]})\n'
    f"    return {C!r}",
}
SKILL = '''
from gateway.skillkit import SkillContext, skill

@skill()
async def offer_blocks(ctx: SkillContext) -> dict[str, object]:
    """Offer terminal blocks."""
    {body}
'''
REQUEST = {
    "type": "rfq",
    "ref": "PR-2027-0847",
    "subject": "DIN rail terminal blocks",
    "spec": {"colour": "grey"},
    "quantity": 4000,
    "unit": "pieces",
    "currency": "SEK",
    "needed_by": "2027-04-28",
    "responseSchema": {
        "total_price": "number",
        "delivery_date": "string",
        "moq": "number",
        "validity_days": "number",
    },
    "audience": {"all": True},
    "skill": "offer_blocks",
    "deadline": "2099-01-01T00:00:00Z",
    "award": {
        "weights": [{"field": "total_price", "weight": 0.7}],
        "delivery": 0.3,
    },
}


@dataclass(frozen=True)
class Market:
    """``gateways`` are the running ones, by the names that the buyer has for them."""

    buyer: Site
    suppliers: dict[str, Site]
    gateways: dict[str, Gateway]

    @property
    def request(self) -> Path:
        file = self.buyer.folder / "request.json"
        file.write_text(json.dumps(REQUEST))
        return file

    def kinds(self, deal: str = REQUEST["ref"]) -> dict[str, str]:
        """What each supplier's answer is by now."""
        return {offer["peer"]: offer["kind"] for offer in self.show(deal)["offers"]}

    def show(self, deal: str = REQUEST["ref"]) -> Any:
        return self.buyer.json("deal", "show", deal)

    def approve(self, supplier: str) -> None:
        """A human at the supplier approves what waits there."""
        site = self.suppliers[supplier]
        (waiting,) = wait_for(lambda: site.json("approvals", "list", "--state", "waiting"))
        site.json("approvals", "approve", waiting["id"])


@pytest.fixture
def market(template: Site, tmp_path: Path) -> Iterator[Market]:
    buyer = template.copy_to(tmp_path / "buyer")
    buyer.edit("net", allow_networks=LOOPBACK)
    buyer.remove_peers()
    suppliers, gateways = {}, {}
    with ExitStack() as stack:
        for name, body in BODIES.items():
            site = template.copy_to(tmp_path / name)
            site.edit("net", allow_networks=LOOPBACK)
            skills = site.folder / "own"
            skills.mkdir()
            (skills / "offering.py").write_text(SKILL.format(body=body))
            gateway = stack.enter_context(site.serve("--skills", str(skills)))
            (buyer.folder / f"{name}.token").write_text(site.tokens["acme"])
            buyer.add_peer(name)
            buyer.edit_peer(
                name,
                url=gateway.url,
                plain_http=True,
                networks=LOOPBACK,
                outbound_token=f"file:{name}.token",
            )
            suppliers[name], gateways[name] = site, gateway
        gateways["buyer"] = stack.enter_context(buyer.serve())
        yield Market(buyer, suppliers, gateways)
