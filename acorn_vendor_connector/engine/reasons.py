"""Say why something was decided, in codes that stay the same; the models put them into words."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """`code` is stable; `params` fill the sentence. One `cause_key` is one thing for a person to do."""

    code: str
    cause_key: tuple = ()
    params: dict = field(default_factory=dict, hash=False)


def reason(code: str, *cause_key, **params) -> Reason:
    return Reason(code, cause_key and (code, *cause_key), params)
