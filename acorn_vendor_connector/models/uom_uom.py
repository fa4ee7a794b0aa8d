import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare


class UomUom(models.Model):
    """Keep one shared unit per case size, whose size never changes."""

    _inherit = "uom.uom"

    amazon_vendor_case_size = fields.Integer(
        "Amazon case size", readonly=True, copy=False, aggregator=None, help="Eaches in one case that Amazon orders."
    )

    _amazon_vendor_case_uniq = models.UniqueIndex(
        "(relative_uom_id, amazon_vendor_case_size) WHERE amazon_vendor_case_size > 0",
        "There is already a case of this size.",
    )

    def write(self, vals):
        """Refuse another size for a case: every order, delivery and invoice in it would change its meaning."""
        cases = self.filtered("amazon_vendor_case_size")
        if "relative_uom_id" in vals and any(case.relative_uom_id.id != vals["relative_uom_id"] for case in cases):
            raise UserError(self._amazon_vendor_case_is_fixed(cases))
        for name in ("relative_factor", "amazon_vendor_case_size"):
            if name in vals and any(float_compare(case[name], vals[name], precision_digits=9) for case in cases):
                raise UserError(self._amazon_vendor_case_is_fixed(cases))
        return super().write(vals)

    def _amazon_vendor_case_is_fixed(self, cases):
        return self.env._(
            "%(unit)s is used for orders from Amazon and its size can never change."
            " Amazon's next case size gets a unit of its own; archive this one if it is not needed any more.",
            unit=cases[:1].display_name,
        )

    @api.model
    def _amazon_vendor_cases(self, sizes):
        """Return {(unit, size): case unit} for these pairs, making what is missing.

        Set-based and safe when several workers meet the same new size: the second gets a serialization failure, which
        the batch runner repeats on a fresh snapshot.
        """
        sizes = set(sizes)
        cases = self._amazon_vendor_find_cases(sizes)
        missing = sizes - cases.keys()
        if missing:
            self._amazon_vendor_insert_cases(missing)
            cases = self._amazon_vendor_find_cases(sizes)
        return cases

    @api.model
    def _amazon_vendor_find_cases(self, sizes):
        found = self.with_context(active_test=False).search(
            [
                ("relative_uom_id", "in", [unit.id for unit, _size in sizes]),
                ("amazon_vendor_case_size", "in", [size for _unit, size in sizes]),
            ]
        )
        return {(case.relative_uom_id, case.amazon_vendor_case_size): case for case in found}

    @api.model
    def _amazon_vendor_insert_cases(self, sizes):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.env.flush_all()
        for unit, size in sorted(sizes, key=lambda pair: (pair[0].id, pair[1])):
            names = {code: unit.with_context(lang=code)._amazon_vendor_case_name(size) for code in languages}
            names.setdefault("en_US", unit.with_context(lang="en_US")._amazon_vendor_case_name(size))
            # parent_path needs the new id, so the sequence is asked first.
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO uom_uom (
                        id, name, relative_uom_id, relative_factor, factor, sequence, active, parent_path,
                        amazon_vendor_case_size, create_uid, write_uid, create_date, write_date
                    )
                    SELECT new.id, %(names)s::jsonb, unit.id, %(size)s, unit.factor * %(size)s, 1000, true,
                           unit.parent_path || new.id || '/', %(size)s, %(uid)s, %(uid)s,
                           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                      FROM uom_uom AS unit, (SELECT nextval('uom_uom_id_seq')::int AS id) AS new
                     WHERE unit.id = %(unit)s
                    ON CONFLICT (relative_uom_id, amazon_vendor_case_size) WHERE amazon_vendor_case_size > 0 DO NOTHING
                    """,
                    names=json.dumps(names),
                    size=size,
                    uid=self.env.uid,
                    unit=unit.id,
                ),
                log_exceptions=False,
            )
        self.invalidate_model()

    def _amazon_vendor_case_name(self, size):
        """Name a case; the unit inside is named only where it is not the plain one."""
        self.ensure_one()
        if self == self.env.ref("uom.product_uom_unit", raise_if_not_found=False):
            return self.env._("Case of %(size)s", size=size)
        return self.env._("Case of %(size)s (%(unit)s)", size=size, unit=self.name)
