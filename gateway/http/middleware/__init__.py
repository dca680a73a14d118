"""What every request passes, in this order: request id, errors, limits, authentication."""

from gateway.http.middleware.edge import make_edge

__all__ = ["make_edge"]
