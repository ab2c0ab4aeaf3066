"""From the facts of a case to a decision: typed facts, decided atoms, inference by two engines, the answer.

Uses `rulebook`. Begin with `truth`, then `atoms` (what a condition means), `inference.reference` (what follows)
and `decision.decide` (what that answers).
"""
