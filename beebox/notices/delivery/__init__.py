"""Messages on their way: attempt after attempt, channel after channel, until somebody was reached."""
