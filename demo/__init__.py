"""The believable demo: a household goods vendor with two companies, a branch, four stores and two Amazon accounts."""
