"""The curator's desk: what a review needs of a register, and what it changes."""
