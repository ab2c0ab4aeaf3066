"""Runs the golden cases of a rulebook, says why where one fails, and measures what they cover.

`run` decides cases, `why` explains a difference by trace, `conditions`, `possible` and `coverage` measure,
`update` proposes changes of case files; the other modules report: text, JSON, JUnit XML, one HTML page.
"""
