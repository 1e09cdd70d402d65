"""Two carriers played on this machine, down to the wire; shares no code with our adapters."""
