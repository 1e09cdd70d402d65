"""What the pre-audit reaches, beside other readers, in one run: `python -m bench preaudit`."""
