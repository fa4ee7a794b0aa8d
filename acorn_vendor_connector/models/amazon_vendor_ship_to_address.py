from odoo import api, fields, models

from ..engine.places import guess_time_zone
from .amazon_vendor_keyed_mixin import address_text

ADDRESS_FIELDS = ("street", "street2", "zip", "city", "state_id", "country_id", "phone")


class AmazonVendorShipTo(models.Model):
    """Know the delivery address: stated by Amazon, typed, or imported from an address book."""

    _inherit = "amazon.vendor.ship.to"

    address_name = fields.Char(
        "Addressee", compute="_compute_address", inverse="_inverse_address", help="Empty: Amazon and the ship-to code."
    )
    street = fields.Char(compute="_compute_address", inverse="_inverse_address")
    street2 = fields.Char(compute="_compute_address", inverse="_inverse_address")
    zip = fields.Char("ZIP", compute="_compute_address", inverse="_inverse_address")
    city = fields.Char(compute="_compute_address", inverse="_inverse_address")
    state_id = fields.Many2one("res.country.state", "Province", compute="_compute_address", inverse="_inverse_address")
    country_id = fields.Many2one("res.country", "Country", compute="_compute_address", inverse="_inverse_address")
    phone = fields.Char(compute="_compute_address", inverse="_inverse_address")

    @api.depends("partner_id", "partner_id.name", *(f"partner_id.{name}" for name in ADDRESS_FIELDS))
    def _compute_address(self):
        for ship_to in self:
            ship_to.address_name = ship_to.partner_id.name
            for name in ADDRESS_FIELDS:
                ship_to[name] = ship_to.partner_id[name]

    def _inverse_address(self):
        """Write the address to the delivery contact; make one where there is none yet."""
        for ship_to in self:
            address = {name: ship_to._fields[name].convert_to_write(ship_to[name], ship_to) for name in ADDRESS_FIELDS}
            named = ship_to.address_name
            if ship_to.partner_id:
                ship_to.partner_id.write({**address, "name": named or ship_to.partner_id.name})
            elif any(address.values()):
                ship_to.partner_id = ship_to._create_partner(named, address)

    # ------------------------------------------------------------------ verbs

    @api.model
    def _get_or_create(self, code, parties):
        """Return {party id: ship-to} of the vendor code; a new one goes to the vendor code's default store, if any."""
        parties = [party for party in parties if party and party.party_id]
        stated = self._by_amazon_name(parties)
        known = self.search([("code_id", "=", code.id), ("name", "in", list(stated))])
        created = self._insert_missing(code, stated.keys() - set(known.mapped("name")), transit_days=0)
        if created and code.default_store_id:
            created.write({"store_id": code.default_store_id.id})
        ship_tos = known | created
        for ship_to in ship_tos:
            ship_to._note_stated(stated[ship_to.name].address, code.account_id.marketplace)
        by_name = {ship_to.name: ship_to for ship_to in ship_tos}
        return {
            party.party_id: by_name[self._amazon_name(party.party_id)]
            for party in parties
            if self._amazon_name(party.party_id)
        }

    def _note_stated(self, address, marketplace):
        """Keep the address that Amazon states and fill with it what is empty; what people entered stays."""
        self.ensure_one()
        news = {}
        text = address_text(address)
        if text and text != self.stated_address:
            news["stated_address"] = text
        if not self.partner_id and address and (address.line1 or address.city):
            partner = self._find_sibling_partner(text) or self._create_partner(
                address.name, self._get_partner_values(address)
            )
            news["partner_id"] = partner.id
        if not self.tz:
            country = (address and address.country_code) or self.partner_id.country_id.code or marketplace
            state = (address and address.state_or_region) or self.partner_id.state_id.code
            news["tz"] = guess_time_zone(country, state, self.name)
        if any(news.values()):
            self.write(news)

    def _find_sibling_partner(self, stated_address):
        """Return the contact that another vendor code of the same customer already has for this very address."""
        return self.search(
            [
                ("name", "=", self.name),
                ("id", "!=", self.id),
                ("code_id.environment", "=", self.environment),
                ("code_id.partner_id", "=", self.code_id.partner_id.id),
                ("stated_address", "=", stated_address),
                ("partner_id", "!=", False),
            ],
            limit=1,
        ).partner_id

    def _create_partner(self, name, values):
        """Make the delivery contact, below the customer of the vendor code where there is one."""
        self.ensure_one()
        customer = self.code_id.partner_id
        return self.env["res.partner"].create(
            {
                "name": name or self.env._("Amazon %(name)s", name=self.name),
                "type": "delivery",
                "ref": self.name,
                "parent_id": customer.id,
                "company_id": customer.company_id.id,
                **values,
            }
        )

    def _get_partner_values(self, address):
        """Translate Amazon's address; a state is found by its code or its name, else it stays in the text."""
        country = self.env["res.country"].search([("code", "=", self._get_country_code(address))], limit=1)
        states = self.env["res.country.state"].search([("country_id", "=", country.id)]) if country else []
        word = (address.state_or_region or "").strip().lower()
        state = next((state for state in states if word and word in (state.code.lower(), state.name.lower())), None)
        return {
            "street": address.line1 or False,
            "street2": ", ".join(line for line in (address.line2, address.line3) if line) or False,
            "zip": address.postal_code or False,
            "city": address.city or False,
            "state_id": state and state.id,
            "country_id": country.id,
            "phone": address.phone or False,
        }

    @staticmethod
    def _get_country_code(address):
        code = (address.country_code or "").strip().upper()
        return "GB" if code == "UK" else code
