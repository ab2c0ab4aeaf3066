"""The rulebook's own words as frozen dataclasses: values, conditions, rules, catalogue, rulebook."""
