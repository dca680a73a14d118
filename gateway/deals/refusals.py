"""What is wrong with a decision about a deal."""

from gateway.core.errors import GatewayError


class AlreadyAwarded(GatewayError):
    """This deal is awarded already."""

    reason, http_status, grpc_status = "ALREADY_AWARDED", 409, "FAILED_PRECONDITION"


class NotAwardable(GatewayError):
    """This offer cannot be taken."""

    reason, http_status, grpc_status = "NOT_AWARDABLE", 409, "FAILED_PRECONDITION"


class DealOver(GatewayError):
    """This deal is over."""

    reason, http_status, grpc_status = "DEAL_OVER", 409, "FAILED_PRECONDITION"


class DealUndecided(GatewayError):
    """This deal is not decided yet."""

    reason, http_status, grpc_status = "DEAL_UNDECIDED", 409, "FAILED_PRECONDITION"


class NothingToFollow(GatewayError):
    """There is nothing to follow up."""

    reason, http_status, grpc_status = "NOTHING_TO_FOLLOW", 409, "FAILED_PRECONDITION"
