"""A department's request after an earlier notice: what it may name by itself, and what needs a supervisor."""
