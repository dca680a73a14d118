"""A2A 1.0. The core is 1.0-shaped, so the stored form of a value is also its wire form."""
