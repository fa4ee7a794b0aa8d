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


def by_the_clock(sample):
    return sample["wall"]


def busy(sample):
    """Return the processor time of our process and of its database connection.

    Other people's work on the machine hardly shows in it. Where the database runs elsewhere it is time by the clock.
    """
    return sample["wall"] if sample["database"] is None else sample["cpu"] + sample["database"]


def queries(sample):
    return sample["queries"]


def total(samples, measure):
    return sum(map(measure, samples))


def documents(samples):
    return sum(sample["documents"] for sample in samples)


def per_document(samples, measure):
    return total(samples, measure) / documents(samples) if samples else math.nan


def flatness(samples, measure=busy):
    """Return what a document of the last tenth costs ÷ one of the first tenth, each the median of its samples."""
    if not samples:
        return math.nan
    tenth = max(len(samples) // 10, min(STEADY, len(samples)))
    first, last = (
        median(measure(sample) / sample["documents"] for sample in part)
        for part in (samples[:tenth], samples[-tenth:])
    )
    return last / first


def rounded(figures):
    """Return the figures as they are printed."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
