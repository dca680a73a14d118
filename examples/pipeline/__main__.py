"""``python -m examples.pipeline [SUBJECT]``: a customer orders an article from an editor, whose
agent has it researched, written and optimised by three other companies' agents."""

import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.json import JSON

from examples.company import Company, do_all, open_all

HERE: Final = Path(__file__).parent
STAGES: Final = {
    "research": "Finds out what is known of a subject.",
    "writer": "Writes articles out of findings.",
    "seo": "Prepares articles for search engines.",
}

screen: Final = Console(width=100, highlight=False)


def main(subject: str) -> int:
    with tempfile.TemporaryDirectory(prefix="peergate-pipeline-") as folder:
        here = Path(folder)
        stages = [
            Company(name, here / name, name, about, HERE / name) for name, about in STAGES.items()
        ]
        editor = Company(
            "editor", here / "editor", "editor", "Publishes articles.", HERE / "editor"
        )
        customer = Company("customer", here / "customer", "A customer", "Orders articles.")
        do_all(company.found for company in (*stages, editor, customer))
        with open_all((*stages, editor, customer)):
            do_all(partial(editor.befriend, stage) for stage in stages)
            customer.befriend(editor)
            order = json.dumps({"subject": subject})
            screen.print(f"customer → editor: publish {order}", markup=False)
            outcome = customer.send("editor", "--skill", "publish", "--args", order)
            screen.print(JSON.from_data(outcome["result"]))
            screen.print(editor.peergate("activity").rstrip(), markup=False)
    return 0 if isinstance(outcome["result"], dict) and "search" in outcome["result"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "heat pumps"))
