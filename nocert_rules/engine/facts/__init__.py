"""The facts of a case: read from files and options, looked up in lists, checked before they are used."""
