"""One code, one story: case, envelope and both parcels on one page. Read only."""
