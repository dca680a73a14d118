"""What is wrong with what is asked of a deal."""

from gateway.core.errors import GatewayError


class DealNotFound(GatewayError):
    """There is no such deal."""

    reason, http_status, grpc_status = "DEAL_NOT_FOUND", 404, "NOT_FOUND"


class DealConflict(GatewayError):
    """A deal of this reference is there already, and of another request."""

    reason, http_status, grpc_status = "DEAL_CONFLICT", 409, "ALREADY_EXISTS"


class AlreadyAwarded(GatewayError):
    """This deal is awarded already."""

    reason, http_status, grpc_status = "ALREADY_AWARDED", 409, "FAILED_PRECONDITION"


class NotAwardable(GatewayError):
    """This offer cannot be taken."""

    reason, http_status, grpc_status = "NOT_AWARDABLE", 409, "FAILED_PRECONDITION"


class OfferChanged(GatewayError):
    """This offer is not the one that was looked at."""

    reason, http_status, grpc_status = "OFFER_CHANGED", 409, "ABORTED"


class DealOver(GatewayError):
    """This deal is over."""

    reason, http_status, grpc_status = "DEAL_OVER", 409, "FAILED_PRECONDITION"


class DealUndecided(GatewayError):
    """This deal is not decided yet."""

    reason, http_status, grpc_status = "DEAL_UNDECIDED", 409, "FAILED_PRECONDITION"


class NothingToFollow(GatewayError):
    """There is nothing to follow up."""

    reason, http_status, grpc_status = "NOTHING_TO_FOLLOW", 409, "FAILED_PRECONDITION"
