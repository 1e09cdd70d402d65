"""文书: what the authority puts in writing. Numbered and frozen when issued, printed once, never edited."""
