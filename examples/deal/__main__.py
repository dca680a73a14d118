"""``make demo-deal``: one buyer asks 43 suppliers at once, and two people decide.

Three of the suppliers are gateways of their own, the others scripted servers in every shape that is
met. In the middle the buyer and a supplier are killed; nothing of the outcome changes.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from examples.deal.market import MARKETS
from examples.deal.story import play
from examples.deal.world import open_world


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m examples.deal", description=__doc__)
    parser.add_argument("--template", choices=sorted(MARKETS), default="procurement")
    parser.add_argument("--calm", action="store_true", help="kill nobody")
    parser.add_argument("--few", action="store_true", help="nine suppliers, for a quick look")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="peergate-deal-") as folder:
        here = Path(folder)
        with open_world(MARKETS[chosen.template], here, is_small=chosen.few) as world:
            return play(world, here / "request.toml", kills=not chosen.calm)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
