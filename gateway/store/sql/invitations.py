"""The statements of the invitations."""

from typing import Final

from gateway.store.invitation import AddInvitation, Invitation, InvitationWrite, TakeInvitation
from gateway.store.sql.text import Row, Step, insert, select

INVITATION_COLUMNS: Final = (
    "tenant",
    "code_hash",
    "peer",
    "row",
    "created_at",
    "expires_at",
    "used_at",
    "digest",
    "sealed",
)

ADD_INVITATION: Final = insert("invitations", INVITATION_COLUMNS)
TAKE_INVITATION: Final = (
    "UPDATE invitations SET used_at = ?3, digest = ?4, sealed = ?5"
    " WHERE tenant = ?1 AND code_hash = ?2 AND used_at IS NULL AND expires_at > ?3"
)
FIND_INVITATION: Final = select(
    INVITATION_COLUMNS, "invitations WHERE tenant = ? AND code_hash = ?"
)
LIST_INVITATIONS: Final = select(
    INVITATION_COLUMNS, "invitations WHERE tenant = ? ORDER BY created_at DESC, code_hash DESC"
)
WITHDRAW: Final = "DELETE FROM invitations WHERE tenant = ? AND peer = ? AND used_at IS NULL"
FORGET_ANSWERS: Final = "UPDATE invitations SET sealed = x'' WHERE tenant = ? AND used_at < ?"
FORGET_INVITATIONS: Final = "DELETE FROM invitations WHERE tenant = ? AND expires_at < ?"


def write_invitation(tenant: str, write: InvitationWrite) -> Step:
    match write:
        case AddInvitation(invitation):
            return Step(ADD_INVITATION, _write(tenant, invitation))
        case TakeInvitation(code_hash, digest, sealed, at):
            return Step(TAKE_INVITATION, (tenant, code_hash, at, digest, sealed))


def read_invitation(row: Row) -> Invitation:
    return Invitation(*row[1:])


def _write(tenant: str, invitation: Invitation) -> Row:
    return (
        tenant,
        invitation.code_hash,
        invitation.peer,
        invitation.row,
        invitation.created_at,
        invitation.expires_at,
        invitation.used_at,
        invitation.digest,
        invitation.sealed,
    )
