"""A world, and the ways of receiving in it, for the tests of a class."""

from odoo.tests import TransactionCase, tagged

from .ways import Ways
from .world import World, frozen


@tagged("standard", "post_install", "-at_install")
class WorldCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = frozen()
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.world = World(cls.env)
        cls.ways = Ways(cls.world)
