import { Component, useRef } from "@odoo/owl";

/** A button that lets a person choose files. */
export class FileImportButton extends Component {
    static template = "acorn_vendor_connector.FileImportButton";
    static props = { onChosen: Function };

    setup() {
        this.input = useRef("input");
    }

    onChange() {
        const files = [...this.input.el.files];
        this.input.el.value = ""; // the same file may be chosen again
        this.props.onChosen(files);
    }
}
