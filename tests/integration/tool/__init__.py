"""Update what an earlier release left behind."""
