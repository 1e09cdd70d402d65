"""The department's room: accept, refuse, ask for one correction, decide, hand out; and ratings."""
