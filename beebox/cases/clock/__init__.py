"""The legal clock: stored events, a pure fold of them, and what follows from it."""
