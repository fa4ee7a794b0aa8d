import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const percent = (share) => Math.round(share * 100);

/** Show how often a rule was right, how sure that is, and of how many checks: 97 % (91–99 %) of 64 checked. */
export class PrecisionField extends Component {
    static template = "acorn_vendor_connector.PrecisionField";
    static props = { ...standardFieldProps };

    get share() {
        return percent(this.props.record.data[this.props.name]);
    }

    get low() {
        return percent(this.props.record.data.low);
    }

    get high() {
        return percent(this.props.record.data.high);
    }

    /** Red: suspended. Green: proved good enough. Grey: too few checks to say. */
    get tone() {
        const { is_suspended, low, limit } = this.props.record.data;
        if (is_suspended) {
            return "danger";
        }
        return low >= limit ? "success" : "secondary";
    }

    get text() {
        const checked = this.props.record.data.checked_count;
        if (!checked) {
            return _t("Nothing checked yet");
        }
        const range = `${this.low}–${this.high} %`;
        return _t("%(share)s (%(range)s) of %(checked)s checked", { share: `${this.share} %`, range, checked });
    }
}

registry.category("fields").add("amazon_vendor_precision", {
    component: PrecisionField,
    displayName: _t("Precision with its confidence interval"),
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "low", type: "float", readonly: true },
        { name: "high", type: "float", readonly: true },
        { name: "limit", type: "float", readonly: true },
        { name: "checked_count", type: "integer", readonly: true },
        { name: "is_suspended", type: "boolean", readonly: true },
    ],
});
