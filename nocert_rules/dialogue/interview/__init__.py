"""Asks only what matters: which missing fact to ask next, how many questions remain, when to stop."""
