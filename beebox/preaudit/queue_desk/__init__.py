"""The pages around the queue: notes, labels, saved views, batches, people."""
