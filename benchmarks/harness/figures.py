"""Turn samples into figures. A sample says what a few documents took: time, processor, queries, memory."""

import math
from statistics import median

# The first documents fill caches and prepare statements; neither side's count.
WARM_UP = 50
# So many samples at least stand for the first and for the last tenth, where there are so many.
STEADY = 3


def without_warm_up(samples, documents=WARM_UP):
    """Leave out the samples of the first documents."""
    left = list(samples)
    while left and documents > 0:
        documents -= left.pop(0)["documents"]
    return left


def total(samples, what):
    return sum(sample[what] for sample in samples)


def per_document(samples, what="wall"):
    documents = total(samples, "documents")
    return total(samples, what) / documents if documents else math.nan


def cost(sample):
    """Return the processor time of our process and of its database connection, for one document.

    Other people's work on the machine hardly shows in it. Where the database runs elsewhere it is time by the clock.
    """
    busy = sample["wall"] if sample["database"] is None else sample["cpu"] + sample["database"]
    return busy / sample["documents"]


def flatness(samples, measure=cost):
    """Return the cost of the last tenth of the samples ÷ the cost of the first, each the median of its samples."""
    if not samples:
        return math.nan
    tenth = max(len(samples) // 10, min(STEADY, len(samples)))
    first, last = ([measure(sample) for sample in part] for part in (samples[:tenth], samples[-tenth:]))
    return median(last) / median(first)


def by_the_clock(sample):
    return sample["wall"] / sample["documents"]
