"""How quick it is: page times with a small and a large database, and the time from upload to reading."""
