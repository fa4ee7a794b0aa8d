"""Kill the worker that pulls and receives, again and again, and count what is in the books afterwards."""
