import { registry } from "@web/core/registry";

// The test wrote a file of Vendor Central's and leaves it here, with what to look for.
const answer = (name) => JSON.parse(sessionStorage.getItem("amazon_vendor_tour"))[name];

function choose(input) {
    const content = Uint8Array.from(atob(answer("content")), (letter) => letter.charCodeAt(0));
    const chosen = new DataTransfer();
    chosen.items.add(new File([content], answer("name")));
    input.files = chosen.files;
    input.dispatchEvent(new Event("change"));
}

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
