"""What is done by itself when something happens here, or by the clock."""
