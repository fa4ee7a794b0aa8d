"""Kill the worker that sends, between what it writes down and what it says, and look at what Amazon got."""
