"""How Amazon's warehouses receive what vendors promised: on time, in parts, late, short, over, never, or wrongly."""
import random
from dataclasses import dataclass, field
from datetime import timedelta

# Each line of an order has one of these stories: what has arrived in all of what is expected, and after how many times
# the usual days.
STORIES = {
    "full": ((1, 1),),
    "parts": ((1, 0.6), (2, 1)),
    "late": ((4, 1),),
    "short": ((1, 0.9),),
    "over": ((1, 1.1),),
    "never": (),
    "corrected": ((1, 1), (2, 0.9)),
}
USUAL = {"full": 70, "parts": 10, "late": 6, "short": 6, "over": 3, "never": 3, "corrected": 2}


@dataclass(frozen=True)
class Receiving:
    """A plan for every order from its answer on; the same seed tells the same stories."""

    after_days: float = 6
    stories: dict = field(default_factory=lambda: dict(USUAL))

    def __post_init__(self):
        unknown = sorted(set(self.stories) - set(STORIES))
        if unknown or not any(self.stories.values()):
            raise ValueError(f"stories are weights of {', '.join(STORIES)}; not {', '.join(unknown) or 'nothing'}")

    def plan(self, order, answered_at, seed):
        """Return [(moment, {line: share}), …] for an order that has just been answered."""
        rng = random.Random(f"{seed}/{order.number}")
        arrivals = {}
        for line in order.lines:
            story = rng.choices(list(self.stories), list(self.stories.values()))[0]
            for times, share in STORIES[story]:
                moment = answered_at + timedelta(days=self.after_days * times)
                arrivals.setdefault(moment, {})[line["itemSequenceNumber"]] = share
        return sorted(arrivals.items())
