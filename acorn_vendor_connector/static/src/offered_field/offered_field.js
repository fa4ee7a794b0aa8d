import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { radioField, RadioField } from "@web/views/fields/radio/radio_field";

/** A choice among those values only that another field of the record names, a blank between each. */
export class OfferedField extends RadioField {
    static props = { ...RadioField.props, offered: { type: String } };

    get items() {
        const offered = (this.props.record.data[this.props.offered] || "").split(" ");
        return super.items.filter(([value]) => offered.includes(value));
    }
}

registry.category("fields").add("amazon_vendor_offered", {
    ...radioField,
    component: OfferedField,
    displayName: _t("Choice among what is possible"),
    supportedTypes: ["selection"],
    extractProps: (info, dynamicInfo) => ({
        ...radioField.extractProps(info, dynamicInfo),
        offered: info.options.offered,
    }),
});
