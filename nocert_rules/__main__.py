"""`python -m nocert_rules` is the command line."""

from nocert_rules.cli.main import main

if __name__ == "__main__":
    main()
