"""One tenant's sealed values in memory, wherever they are kept there."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gateway.core.seal import seal_of
from gateway.store.managed import Purpose
from gateway.store.memory_stage import Kept
from gateway.store.sealed import Resealed, SealedValue


class MemorySealed:
    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    async def list_seals(self) -> list[bytes]:
        return list({seal_of(value.sealed) for value in self._all()})

    async def list_others(self, seal: bytes, limit: int) -> list[SealedValue]:
        return [value for value in self._all() if seal_of(value.sealed) != seal][:limit]

    async def replace(self, values: Sequence[Resealed]) -> None:
        held = {value.place: value.sealed for value in self._all()}
        for value in values:
            if held.get(value.old.place) == value.old.sealed:
                self._put(value.old.place, value.sealed)

    def _all(self) -> Iterator[SealedValue]:
        return (value for value in self._rows() if value.sealed)

    def _rows(self) -> Iterator[SealedValue]:
        kept = self._kept
        for key in kept.signing_keys.values():
            yield SealedValue(("signing_keys", key.kid), key.sealed)
        for config in kept.outbox.configs.values():
            yield SealedValue(("push_configs", config.task_id, config.id), config.sealed)
        for secret in kept.managed.secrets.values():
            place = ("peer_secrets", secret.peer, secret.purpose.value, secret.about)
            yield SealedValue(place, secret.sealed)
        for invitation in kept.invitations.kept.values():
            yield SealedValue(("invitations", invitation.code_hash), invitation.sealed)

    def _put(self, place: tuple[str, ...], sealed: bytes) -> None:
        kept = self._kept
        match place:
            case ("signing_keys", kid):
                kept.signing_keys[kid] = replace(kept.signing_keys[kid], sealed=sealed)
            case ("push_configs", task_id, config_id):
                config = kept.outbox.configs[task_id, config_id]
                kept.outbox.configs[task_id, config_id] = replace(config, sealed=sealed)
            case ("peer_secrets", peer, purpose, _):
                name = (peer, Purpose(purpose))
                kept.managed.secrets[name] = replace(kept.managed.secrets[name], sealed=sealed)
            case ("invitations", code_hash):
                invitation = kept.invitations.kept[code_hash]
                kept.invitations.kept[code_hash] = replace(invitation, sealed=sealed)
