"""What is secret between a peer and us, as it is stored, and back.

Apart because here alone such a secret is sealed and opened. It is bound to all that says what it is
for: the token for one origin does not open as the token for another, nor as another peer's.
"""

from msgspec import Struct

from gateway.auth.secrets import Safe
from gateway.store.invitation import Invitation
from gateway.store.managed import PeerSecret, Purpose


class PeerSafe(Struct, frozen=True):
    safe: Safe
    tenant: str

    def seal(self, peer: str, purpose: Purpose, about: str, plain: bytes, at: int) -> PeerSecret:
        """``at`` is when it is kept, in milliseconds."""
        sealed = self.safe.seal(plain, self._place(peer, purpose, about))
        return PeerSecret(peer, purpose, about, sealed, at)

    def open(self, secret: PeerSecret) -> bytes:
        """Raise SecretError."""
        place = self._place(secret.peer, secret.purpose, secret.about)
        return self.safe.open(secret.sealed, place)

    def seal_answer(self, code_hash: str, answer: bytes) -> bytes:
        """What an invitation was answered with, bound to it; ``open_answer`` opens it."""
        return self.safe.seal(answer, self._answer_place(code_hash))

    def open_answer(self, invitation: Invitation) -> bytes:
        """Raise SecretError."""
        return self.safe.open(invitation.sealed, self._answer_place(invitation.code_hash))

    def _answer_place(self, code_hash: str) -> str:
        return f"{self.tenant}/invitations/{code_hash}"

    def _place(self, peer: str, purpose: Purpose, about: str) -> str:
        return f"{self.tenant}/peer_secrets/{peer}/{purpose}/{about}"
