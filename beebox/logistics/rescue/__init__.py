"""Parcels that do not arrive: stopped on their way, issued anew, or lost."""
