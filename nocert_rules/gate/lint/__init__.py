"""Lints: what can be said of a rulebook without asking a question. One module a family, one function a lint."""
