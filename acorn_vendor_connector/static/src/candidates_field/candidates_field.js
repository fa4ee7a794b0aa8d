import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** Invoices to choose from: a click on a row, or Enter, makes it the invoice of the form. */
export class CandidatesField extends X2ManyField {
    async openRecord(candidate) {
        await this.props.record.update({
            move_id: { id: candidate.resId, display_name: candidate.data.name },
        });
    }
}

registry.category("fields").add("amazon_vendor_candidates", {
    ...x2ManyField,
    component: CandidatesField,
    displayName: _t("Invoices to choose from"),
    supportedTypes: ["many2many"],
});
