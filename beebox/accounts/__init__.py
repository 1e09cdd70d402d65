"""People, their roles, how they sign in, and who looked at what."""
