"""Deadlines seen by people: the clocks of a case, stops and extensions, escalations, a clock that leapt."""
