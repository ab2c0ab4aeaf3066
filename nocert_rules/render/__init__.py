"""Decisions, rules and conditions as text for people."""
