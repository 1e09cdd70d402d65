"""The versions of the rule book, which case runs under which, and what every check found."""
