"""The whole gate in one go: layout, lints, golden cases, proofs, planted faults, and who is answered differently.

`run` reads the rulebook once and runs the stages; `layout`, `lints`, `cases`, `proofs`, `faults` and `changes` are the
stages, each a function from a `Gate` to what it found; `screen` and `data` show the result.
"""
