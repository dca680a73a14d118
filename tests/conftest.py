"""What holds for all tests."""

import os

# A width that a test runner's own display has is none of what is run under test.
os.environ.pop("COLUMNS", None)
