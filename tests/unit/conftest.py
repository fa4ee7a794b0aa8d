"""Make the pure packages importable without Odoo.

The addon's own __init__ imports its models and so needs odoo. A bare package in its place lets `spapi`, `formats` and
`engine` be imported under their real names.
"""
import sys
import types
from pathlib import Path

from hypothesis import HealthCheck, settings

# Generated cases must hold on a busy machine too: no limit on the time of a single one, nor on that of making them up.
settings.register_profile('unit', deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile('unit')

ADDON = Path(__file__).resolve().parents[2] / 'acorn_vendor_connector'

if 'acorn_vendor_connector' not in sys.modules:
    package = types.ModuleType('acorn_vendor_connector')
    package.__path__ = [str(ADDON)]
    sys.modules['acorn_vendor_connector'] = package
