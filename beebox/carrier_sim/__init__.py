"""A stand-in for parcel companies, speaking their own wire formats: a program of its own."""
