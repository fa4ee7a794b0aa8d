"""A file that lets the simulator be stopped and started again as the same Amazon."""
import json
import os
from datetime import timedelta

from .clock import parse, text


class StateFile:
    """Keep the start, the clock's lead, the authorisations and everything a person did; the scenario makes the rest."""

    def __init__(self, path, scenario, seed, options):
        self._path = os.fspath(path)
        self._made_of = json.loads(json.dumps({"scenario": scenario, "seed": seed, "options": options}))
        self._kept = self._read()
        self._events = self._kept.get("events", [])
        self._world = None
        self._base = None

    @property
    def offset(self):
        return timedelta(seconds=self._kept.get("offset_seconds", 0))

    def base(self, now):
        """Return the moment the scenario began; a new file begins now."""
        self._base = parse(self._kept["base"]) if self._kept else now
        return self._base

    def attach(self, world):
        """Bring the world to where it was, and write down what happens from here on."""
        self._world = world
        if self._kept:
            try:
                world.identities.load(self._kept["identities"])
                for event in self._events:
                    world.replay(event)
                world.catch_up()
            except KeyError as missing:
                raise ValueError(f"{self._path} is of an older simulator ({missing}); remove it") from missing
        world.on_event = self._remember
        world.identities.on_change = self.save
        self.save()

    def save(self):
        document = {
            **self._made_of,
            "base": text(self._base),
            "offset_seconds": self._world.clock.offset.total_seconds(),
            "identities": self._world.identities.dump(),
            "events": self._events,
        }
        unfinished = self._path + ".new"
        with open(unfinished, "w", encoding="utf-8") as file:
            json.dump(document, file)
        os.replace(unfinished, self._path)

    def _remember(self, event):
        self._events.append(event)
        self.save()

    def _read(self):
        """Return what was kept; a file of another scenario or seed is an error, not something to overwrite."""
        if not os.path.exists(self._path):
            return {}
        with open(self._path, encoding="utf-8") as file:
            kept = json.load(file)
        if {name: kept.get(name) for name in self._made_of} != self._made_of:
            raise ValueError(f"{self._path} belongs to another scenario or seed; remove it or name another file")
        return kept
