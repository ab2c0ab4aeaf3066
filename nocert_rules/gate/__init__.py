"""What stands between a change of the rules and those who rely on them.

Layout, lints, golden cases, proofs, differences and planted faults, and the reports of each. Uses all the wings
below it and `render`. Begin with `check.run`, which runs the others; `golden` says what a golden case is.
"""
