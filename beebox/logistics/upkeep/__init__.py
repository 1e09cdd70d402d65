"""What a person at the command line does for the courier side: poll, reconcile, replay, inspect."""
