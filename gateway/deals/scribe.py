"""What is written for a buyer, by the language model where there is one: drafts and summaries."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.json import Json
from gateway.core.peer import Peer
from gateway.deals.audience import list_reachable
from gateway.deals.directory import Directory
from gateway.deals.draft import Draft, draft
from gateway.deals.figures import day_of
from gateway.deals.summarise import summarise
from gateway.deals.summary import recommend
from gateway.deals.view import DealView
from gateway.skillkit import LanguageModel


class Scribe(Struct, frozen=True):
    """``list_peers`` are the rows as they are now; ``model`` is None where there is none."""

    list_peers: Callable[[], Sequence[Peer]]
    model: LanguageModel | None
    clock: Clock

    async def draft(self, text: str, answers: Mapping[str, Json]) -> Draft:
        """Of what the text and the answers say; raise what ``gateway.deals.draft`` does."""
        reachable = list_reachable(self.list_peers())
        directory = Directory(
            frozenset(row.name for row in reachable),
            frozenset(tag for row in reachable for tag in row.tags),
        )
        today = day_of(self.clock.now())
        return await draft(text, answers, today, directory, self.model)

    def recommend(self, view: DealView, zone: tzinfo) -> str:
        """By the rules alone, at once; times are told in that zone."""
        now = self.clock.now()
        return recommend(view.request, view.offers, view.ranking, now, zone, deal=view.deal)

    async def summarise(self, view: DealView, zone: tzinfo) -> str:
        """By the model, within the figures of the deal; the rules' own where there is none."""
        now, found = self.clock.now(), (view.request, view.offers, view.ranking)
        return await summarise(self.model, *found, now, zone, deal=view.deal)
