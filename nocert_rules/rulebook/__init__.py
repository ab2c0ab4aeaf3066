"""The written law as data: the model of a rulebook, how it is loaded from files, how an item is found in it.

Uses `words`. Begin with `model.rules` (a rule under its clause) and `load.assemble` (files become a `Rulebook`).
"""
