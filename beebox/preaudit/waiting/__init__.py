"""What is known of cases that wait for review: who is trained for them, labels, notes, filters, views."""
