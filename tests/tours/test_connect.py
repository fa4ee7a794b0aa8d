from tests.tours.common import NewCompanyTour


class TestConnect(NewCompanyTour):
    def test_manager_connects_an_account_step_by_step(self):
        """The guided set-up leads from an app's client id to a running account with live vendor codes."""
        place = self.start_simulator(scenario="demo", rate_factor=None).credentials[0]
        self.start_tour_with("/odoo/amazon-vendor", "amazon_vendor_connect", place, login="vera.manager")

        account = self.env["amazon.vendor.account"].search([("name", "=", "Acorn Goods Inc.")])
        self.assertEqual(account.state, "running")
        self.assertEqual(account.code_ids.mapped("name"), ["ACRN1", "ACRN2"])
        self.assertTrue(all(account.code_ids.mapped("go_live")))
        phoenix = account.code_ids[0].ship_to_ids.filtered(lambda ship_to: ship_to.name == "PHX6")
        self.assertEqual(phoenix.store_id.warehouse_id, self.warehouse_us)
        self.assertEqual(phoenix.company_id, self.company_us)
