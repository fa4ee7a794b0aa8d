"""A stand-in for Amazon's vendor APIs over real HTTP, with memory, seeded scenarios and faults on demand."""
from .simulator import Simulator

__all__ = ["Simulator"]
