"""Places where Amazon wants the goods: found or made by code, asked for once, filled by hand or from a file."""

from odoo.addons.acorn_vendor_connector.spapi.vendor_orders import Address, Party

from .common import ConnectionCase

LEIPZIG = Address(
    name="Amazon EU SARL",
    line1="Amazonstraße 1",
    city="Leipzig",
    postal_code="04347",
    country_code="DE",
)
ONTARIO = Address(
    name="Amazon.com",
    line1="2125 W San Bernardino Ave",
    city="Redlands",
    state_or_region="CA",
    postal_code="92374",
    country_code="US",
)


class TestShipTo(ConnectionCase):
    def setUp(self):
        super().setUp()
        self.account = self.account_of(self.credential("na"), marketplace="US")
        self.code = self.make_code(self.account, "ACRN1")
        self.customer = self.env["res.partner"].sudo().create({"name": "Amazon.com Services LLC", "is_company": True})
        self.places = self.env["amazon.vendor.ship.to"]

    def get(self, *parties):
        """Find or make the places as the receiving cron does."""
        return self.places.sudo()._get_or_create(self.code.sudo(), parties)

    # ------------------------------------------------------------------ places

    def test_a_new_place_is_made_once_and_found_again(self):
        first = self.get(Party("ONT8"), Party("PHX7"), Party("ont8"))
        self.assertEqual(set(first), {"ONT8", "PHX7", "ont8"})
        self.assertEqual(first["ONT8"], first["ont8"])
        self.assertEqual(self.get(Party("ONT8"))["ONT8"], first["ONT8"])
        self.assertEqual(self.places.search_count([("code_id", "=", self.code.id)]), 2)

    def test_without_a_default_store_it_is_not_assigned(self):
        place = self.get(Party("ONT8"))["ONT8"]
        self.assertEqual(place.state, "unmapped")
        self.assertEqual(place.company_id, self.company_us)

    def test_the_default_store_of_the_vendor_code_takes_it(self):
        store = self.make_store(self.company_us)
        self.code.default_store_id = store
        place = self.get(Party("ONT8"))["ONT8"]
        self.assertEqual(place.store_id, store)
        self.assertEqual(place.state, "mapped")

    def test_a_default_store_chosen_later_takes_what_is_not_assigned(self):
        ours, theirs = self.make_store(self.company_us), self.make_store(self.company_us, name="Boston")
        open_place = self.get(Party("ONT8"))["ONT8"]
        assigned = self.get(Party("PHX7"))["PHX7"]
        assigned.store_id = theirs
        self.code.default_store_id = ours
        self.assertEqual(open_place.store_id, ours)
        self.assertEqual(assigned.store_id, theirs)

    def test_the_company_is_the_stores(self):
        place = self.get(Party("ONT8"))["ONT8"]
        place.store_id = self.make_store(self.branch_berlin)
        self.assertEqual(place.company_id, self.branch_berlin)

    def test_days_on_the_road_are_the_places_else_the_stores(self):
        place = self.get(Party("ONT8"))["ONT8"]
        place.store_id = self.make_store(self.company_us, transit_days=4)
        self.assertEqual(place._get_transit_days(), 4)
        place.transit_days = 2
        self.assertEqual(place._get_transit_days(), 2)

    # ------------------------------------------------------------------ addresses

    def test_a_stated_address_becomes_the_delivery_contact(self):
        self.code.partner_id = self.customer
        contact = self.get(Party("ONT8", ONTARIO))["ONT8"].partner_id
        self.assertEqual(contact.name, "Amazon.com")
        self.assertEqual(contact.type, "delivery")
        self.assertEqual(contact.parent_id, self.customer)
        self.assertEqual(contact.street, "2125 W San Bernardino Ave")
        self.assertEqual((contact.zip, contact.city), ("92374", "Redlands"))
        self.assertEqual((contact.state_id.code, contact.country_id.code), ("CA", "US"))

    def test_a_code_without_address_makes_no_contact(self):
        self.assertFalse(self.get(Party("ONT8"))["ONT8"].partner_id)

    def test_an_address_stated_later_fills_what_is_empty(self):
        place = self.get(Party("ONT8"))["ONT8"]
        self.get(Party("ONT8", ONTARIO))
        self.assertEqual(place.partner_id.city, "Redlands")

    def test_what_people_entered_stays(self):
        place = self.get(Party("ONT8", ONTARIO))["ONT8"]
        place.partner_id.sudo().street = "Gate 7"
        self.get(Party("ONT8", LEIPZIG))
        self.assertEqual(place.partner_id.street, "Gate 7")
        self.assertIn("Leipzig", place.stated_address)

    def test_two_vendor_codes_share_the_contact_of_one_place(self):
        other = self.make_code(self.account, "ACRN2", partner_id=self.customer.id)
        self.code.partner_id = self.customer
        first = self.get(Party("ONT8", ONTARIO))["ONT8"]
        second = self.places.sudo()._get_or_create(other.sudo(), [Party("ONT8", ONTARIO)])["ONT8"]
        self.assertNotEqual(first, second)
        self.assertEqual(first.partner_id, second.partner_id)

    def test_time_zones_are_guessed_from_address_code_or_marketplace(self):
        places = self.get(Party("ONT8", ONTARIO), Party("PHX7"), Party("MDW2"), Party("QQQ1"), Party("LEJ1", LEIPZIG))
        self.assertEqual(
            {code: place.tz for code, place in places.items()},
            {
                "ONT8": "America/Los_Angeles",
                "PHX7": "America/Phoenix",
                "MDW2": "America/Chicago",
                "QQQ1": "America/Los_Angeles",
                "LEJ1": "Europe/Berlin",
            },
        )

    def test_an_address_typed_on_the_place_makes_its_contact(self):
        self.manager.sudo().group_ids += self.env.ref("base.group_partner_manager")
        self.code.partner_id = self.customer
        place = self.places.create({"code_id": self.code.id, "name": "ONT8", "street": "Dock 9", "city": "Redlands"})
        self.assertEqual(place.partner_id.street, "Dock 9")
        self.assertEqual(place.partner_id.parent_id, self.customer)
        place.city = "San Bernardino"
        self.assertEqual(place.partner_id.city, "San Bernardino")

    def test_an_address_book_is_imported(self):
        self.manager.sudo().group_ids += self.env.ref("base.group_partner_manager")
        store = self.make_store(self.company_us, name="Boston", code="BOS")
        known = self.get(Party("ONT8"))["ONT8"]
        result = self.places.load(
            ["name", "code_id", "store_id", "address_name", "street", "city", "zip", "state_id", "country_id"],
            [
                [
                    "ont8",
                    "ACRN1 (Simulator)",
                    "BOS",
                    "Amazon ONT8",
                    "Dock 9",
                    "Redlands",
                    "92374",
                    "California (US)",
                    "United States",
                ],
                [
                    "PHX7",
                    "ACRN1",
                    "Boston",
                    "Amazon PHX7",
                    "Gate 2",
                    "Phoenix",
                    "85043",
                    "Arizona (US)",
                    "United States",
                ],
            ],
        )
        self.assertEqual([message["message"] for message in result["messages"]], [])
        self.assertEqual(result["ids"][0], known.id)
        self.assertEqual(known.store_id, store)
        self.assertEqual(known.partner_id.street, "Dock 9")
        phoenix = self.places.browse(result["ids"][1])
        self.assertEqual((phoenix.name, phoenix.store_id, phoenix.partner_id.zip), ("PHX7", store, "85043"))

    def test_an_import_with_external_ids_updates_on_the_second_time(self):
        row = ["my.phx7", "PHX7", "ACRN1", "3"]
        first = self.places.load(["id", "name", "code_id", "transit_days"], [row])["ids"]
        row[3] = "5"
        second = self.places.load(["id", "name", "code_id", "transit_days"], [row])["ids"]
        self.assertEqual(first, second)
        self.assertEqual(self.places.browse(first).transit_days, 5)

    # ------------------------------------------------------------------ who is billed

    def test_a_new_bill_to_gets_the_vendor_codes_customer(self):
        self.code.partner_id = self.customer
        found = (
            self.env["amazon.vendor.bill.to"]
            .sudo()
            ._get_or_create(self.code.sudo(), [Party("AMZUS", ONTARIO, "VAT", "US123")])
        )
        self.assertEqual(found["AMZUS"].partner_id, self.customer)
        self.assertEqual(found["AMZUS"].stated_vat, "US123")

    def test_a_customer_chosen_later_fills_what_is_empty(self):
        found = (
            self.env["amazon.vendor.bill.to"].sudo()._get_or_create(self.code.sudo(), [Party("AMZUS"), Party("AMZCA")])
        )
        mine = self.env["res.partner"].sudo().create({"name": "Amazon Canada"})
        found["AMZCA"].partner_id = mine
        self.code.partner_id = self.customer
        self.assertEqual(found["AMZUS"].partner_id, self.customer)
        self.assertEqual(found["AMZCA"].partner_id, mine)

    def test_position_and_terms_are_each_companys_own(self):
        bill_to = self.env["amazon.vendor.bill.to"].create({"code_id": self.code.id, "name": "AMZUS"})
        terms = self.env["account.payment.term"].sudo().create({"name": "60 days"})
        bill_to.with_company(self.company_us).payment_term_id = terms
        self.assertFalse(bill_to.with_company(self.company_de).payment_term_id)
        self.assertEqual(bill_to.with_company(self.company_us).payment_term_id, terms)
