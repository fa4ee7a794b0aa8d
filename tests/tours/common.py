"""A browser, Odoo's server and a simulated Amazon: what the tours run on."""
import json
import os
import shutil
from unittest import SkipTest
from unittest.mock import patch

from odoo.tests import HttpCase, common, tagged

from demo.load import load
from tests.integration.common import OnLoopback, VendorCase

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# Odoo gives a browser ten seconds to start, then skips the test; a busy machine may take longer.
BROWSER_START_CHECKS = 900


class Tours:
    """Tours that fail rather than skip, and the scheduler's loops for the test to run between two of them."""

    def browser_js(self, *args, **kwargs):
        """Run in the browser. Without any browser the test is skipped, except where CI promises to have one."""
        try:
            with patch.object(common, "CHECK_BROWSER_ITERATIONS", BROWSER_START_CHECKS):
                return super().browser_js(*args, **kwargs)
        except SkipTest as reason:
            if os.environ.get("CI") or any(map(shutil.which, BROWSERS)):
                self.fail(f"The tour could not run: {reason}")
            raise

    def run_crons(self):
        """Pull what is due, then receive what was archived, with commits that end with the test."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            env = self.env(cr=cr, user=1)
            env["amazon.vendor.cursor"]._cron_pull()
            env["amazon.vendor.message"]._cron_receive_messages()
        self.env.invalidate_all()


@tagged("standard", "post_install", "-at_install")
class NewCompanyTour(Tours, HttpCase, VendorCase):
    """A company that has installed the addon and connected nothing yet."""

    def start_tour_with(self, url, tour, answers, **options):
        """Start a tour whose steps read `answers` from the browser's session storage."""
        kept = json.dumps(json.dumps(answers))
        start = json.dumps({"startUrl": url})
        code = f"sessionStorage.setItem('amazon_vendor_tour', {kept}); odoo.startTour('{tour}', {start})"
        self.start_tour(url, tour, code=code, **options)


@tagged("standard", "post_install", "-at_install")
class DemoTour(Tours, OnLoopback, HttpCase):
    """The demo's companies, people and accounts, before their first pull."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load(cls.env, cls.start_simulator(scenario="demo", rate_factor=None).url)
        cls.env.flush_all()
