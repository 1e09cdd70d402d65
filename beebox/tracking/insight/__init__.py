"""Figures for the desk: what is right first time, what is sent back and why, who has how much. Read only."""
