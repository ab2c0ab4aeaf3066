"""Faults planted in a rulebook, to see what of the gate would notice them.

    sites ─ operators ─▶ mutants ─▶ suite ─▶ score ─▶ report

`mutants` makes changed Rulebooks, one fault each and no file written; `suite` asks the loader's checks, the golden
cases, the lints and the invariants in turn; what none of them notices is compared with the rulebook by the solver,
and counts only where some case is answered otherwise.
"""
