"""A whole working day, played over HTTP by people who only have pages and buttons."""
