"""Stage 1: YAML files become one immutable, typed Rulebook."""
