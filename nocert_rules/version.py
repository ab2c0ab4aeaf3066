"""The version of the package and of the schemas it writes."""

VERSION = "0.1.0"
DECISION_SCHEMA = "nocert.decision/1"
