"""What operators see of a running gateway: log lines now; metrics and traces beside them."""
