"""Values and rules, shaped as A2A 1.0: no I/O, no clock, no environment."""
