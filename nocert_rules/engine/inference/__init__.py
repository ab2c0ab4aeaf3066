"""Stage 3: from decided atoms to the set of rules and conclusions that hold."""
