"""Why a decision is not taken; each is for whoever decides, and no peer ever sees one."""

from gateway.core.errors import GatewayError


class ApprovalNotFound(GatewayError):
    """There is no such approval."""

    reason, http_status, grpc_status = "APPROVAL_NOT_FOUND", 404, "NOT_FOUND"


class ApprovalOver(GatewayError):
    """Nothing is left to decide."""

    reason, http_status, grpc_status = "APPROVAL_OVER", 409, "FAILED_PRECONDITION"


class AlreadyDecidedBy(GatewayError):
    """Another person has to approve this too."""

    reason, http_status, grpc_status = "ALREADY_DECIDED_BY", 409, "FAILED_PRECONDITION"


class CannotRun(GatewayError):
    """It cannot be carried out now, and goes on to wait."""

    reason, http_status, grpc_status = "CANNOT_RUN", 409, "FAILED_PRECONDITION"


class PersonNeeded(GatewayError):
    """Two people have to approve this, each with a token of their own."""

    reason, http_status, grpc_status = "PERSON_NEEDED", 409, "FAILED_PRECONDITION"
