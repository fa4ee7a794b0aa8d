"""A database as large as a chain's after years, filled by SQL, and what its look-ups cost in it."""
