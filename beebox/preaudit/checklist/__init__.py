"""核对清单: what an auditor confirms before a review may end."""
