"""Child processes: starting modules of this package as programs, and logging what they complain of."""
