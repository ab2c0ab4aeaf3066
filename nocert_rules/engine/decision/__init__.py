"""Stage 4: from what was inferred to the answer of a question."""
