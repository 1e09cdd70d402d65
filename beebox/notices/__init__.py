"""Messages to citizens: what happened, whose turn it is and until when. Never more than that."""
