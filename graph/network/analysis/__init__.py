"""Network analysis: who is central, who works with whom, how varied batches are, from the applications they share."""
