"""The command line `nocert`.

Uses all wings. Begin with `main`, where errors become messages and exit statuses, then `questions` (a command for each
question).
"""
