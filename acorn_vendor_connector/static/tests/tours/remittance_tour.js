import { registry } from "@web/core/registry";

// The test wrote a file of Vendor Central's and leaves it here, with what to look for.
const answer = (name) => JSON.parse(sessionStorage.getItem("amazon_vendor_tour"))[name];

const file = ({ name, content }) => new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name);

function carrying(files) {
    const data = new DataTransfer();
    files.map(file).forEach((each) => data.items.add(each));
    return data;
}

function choose(input) {
    input.files = carrying(answer("files")).files;
    input.dispatchEvent(new Event("change"));
}

const drag = (type, target) =>
    target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carrying(answer("files")) }));

registry.category("web_tour.tours").add("amazon_vendor_remittance", {
    steps: () => [
        {
            content: "Choose a file",
            trigger: ".o_amazon_vendor_import",
            run: () => choose(document.querySelector(".o_control_panel input[type='file']")),
        },
        {
            content: "What would be kept is shown before anything is kept",
            trigger: ".modal .o_field_widget[name='payment_ids'] .o_data_row td[name='line_count']",
        },
        { content: "Keep it", trigger: ".modal-footer button[name='action_keep']", run: "click" },
        { content: "The payment is open, and one line needs a person", trigger: ".o_form_view button[name='action_open_needs_me']" },
        { content: "See it", trigger: ".nav-link[name='needs_me']", run: "click" },
        {
            content: "Choose its invoice",
            trigger: ".o_field_widget[name='needs_me_line_ids'] .o_data_row button[name='action_choose']",
            run: "click",
        },
        {
            content: "Look for the invoice",
            trigger: ".modal .o_field_widget[name='move_id'] input",
            async run(helpers) {
                await helpers.edit(answer("invoice"));
            },
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains('MANUAL')",
            run: "click",
        },
        {
            content: "Let Amazon's number mean it from now on",
            trigger: ".modal .o_field_widget[name='remember'] input",
            run: "click",
        },
        { content: "Decide", trigger: ".modal-footer button[name='action_decide']", run: "click" },
        { content: "Nothing is left to do", trigger: ".o_form_view .o_arrow_button_current:contains('Clean')" },
    ],
});

registry.category("web_tour.tours").add("amazon_vendor_drop_files", {
    steps: () => [
        {
            content: "Drag two files over the list",
            trigger: ".o_list_view",
            run: ({ anchor }) => drag("dragenter", anchor),
        },
        { content: "Drop them", trigger: ".o-Dropzone:contains('Drop')", run: ({ anchor }) => drag("drop", anchor) },
        { content: "The first one is shown", trigger: ".modal-title:contains('1 of 2')" },
        { content: "Not now", trigger: ".modal-footer button:contains('Discard')", run: "click" },
        { content: "Then the second one, which nobody can read", trigger: ".modal:contains('2 of 2') .alert-danger:contains('PDF')" },
        { content: "It can only be closed", trigger: ".modal-footer:not(:has(button[name='action_keep']))" },
        { content: "Close it", trigger: ".modal-footer button:contains('Close')", run: "click" },
        { content: "Nothing was kept", trigger: ".o_breadcrumb:contains('Files')" },
        { content: "The list of files is empty", trigger: ".o_view_nocontent:contains('No files yet')" },
    ],
});

registry.category("web_tour.tours").add("amazon_vendor_audit_remittance", {
    steps: () => [
        { content: "Nothing can be imported", trigger: ".o_list_view:not(:has(.o_amazon_vendor_import)) .o_data_row .o_data_cell", run: "click" },
        { content: "Nothing can be decided", trigger: ".o_form_view .o_form_statusbar:not(:has(button[name='action_match']))" },
        { content: "Open the lines", trigger: "button[name='action_open_lines']:contains('Lines')", run: "click" },
        { content: "Take one", trigger: ".o_data_row .o_list_record_selector input", run: "click" },
        {
            content: "It can be looked at only",
            trigger: ".o_control_panel:has(.o_selection_container):not(:has(button[name='action_accept'])):not(:has(button[name='action_choose']))",
        },
    ],
});
