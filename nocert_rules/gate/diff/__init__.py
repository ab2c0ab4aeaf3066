"""Two rulebooks compared: who is answered differently, proved for all inputs.

    sources ─▶ two Rulebooks ─┬─ slices ─▶ compare ─▶ meaning     each conclusion: proved equal, or changed, with a case
                              ├─ lists ─▶ items                   list entries that came, went or moved
                              ├─ texts                            provisions, names, wording
                              └─ past                             case files whose answers change
                                                    └─▶ report    for people, and as JSON data

`run.compare_rulebooks` makes the whole comparison. What a change means for people is defined in `meaning`.
"""
