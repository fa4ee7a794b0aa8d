"""Accounts at a simulated Amazon, made by an ordinary manager."""

from tests.integration.common import VendorCase


class ConnectionCase(VendorCase):
    """One simulator with all its accounts: vendors in three regions, a seller, and one whose app has no role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amazon = cls.start_simulator(scenario="everything", rate_factor=None)
        cls.env = cls.env(user=cls.manager)

    @classmethod
    def _make_company(cls, name, country_code, currency_name):
        """Make a company without books: nothing is booked here, and a chart of accounts takes seconds."""
        return cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref(f"base.{country_code.lower()}").id,
                "currency_id": cls.env.ref(f"base.{currency_name}").id,
            }
        )

    def setUp(self):
        super().setUp()
        self.amazon.faults.clear()
        self.amazon.requests.clear()

    def credential(self, region, kind="vendor", name=None):
        return next(
            found
            for found in self.amazon.credentials
            if found["region"] == region and found["kind"] == kind and name in (None, found["name"])
        )

    def app_of(self, credential):
        """Return the app of the credential, as a manager types it in."""
        apps = self.env["amazon.vendor.app"]
        return apps.search([("client_id", "=", credential["client_id"])]) or apps.create(
            {
                "name": credential["app"],
                "client_id": credential["client_id"],
                "application_id": credential["application_id"],
                "client_secret": credential["client_secret"],
                "is_draft": False,
            }
        )

    def account_of(self, credential, **values):
        """Return an account with the credential's refresh token, as a manager pastes it."""
        return self.env["amazon.vendor.account"].create(
            {
                "name": credential["name"],
                "environment": "simulator",
                "region": credential["region"].upper(),
                "endpoint": self.amazon.url + "/{region}",
                "app_id": self.app_of(credential).id,
                "company_id": self.company_us.id,
                "refresh_token": credential["refresh_token"],
                **values,
            }
        )

    def make_code(self, account, name="ACRN1", **values):
        return self.env["amazon.vendor.code"].create({"account_id": account.id, "name": name, **values})

    def make_store(self, company, **values):
        return self.env["amazon.vendor.store"].create(
            {"name": f"Store of {company.name}", "company_id": company.id, **values}
        )
