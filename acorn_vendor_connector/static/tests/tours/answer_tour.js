import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_vendor_answer", {
    steps: () => [
        { content: "Open the orders menu", trigger: "button[data-menu-xmlid='acorn_vendor_connector.menu_orders']", run: "click" },
        {
            content: "Open what is to answer",
            trigger: ".o-dropdown-item[data-menu-xmlid='acorn_vendor_connector.menu_acknowledgement']",
            run: "click",
        },
        {
            content: "An answer is proposed: open it",
            trigger: ".o_data_row:contains('Proposed') td[name='order_id']",
            run: "click",
        },
        { content: "It says why a person should look", trigger: ".o_form_view .alert-warning" },
        {
            content: "Not all kettles can be had",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains('Kettle') td[name='quantity']",
            run: "click",
        },
        {
            content: "Accept six of them",
            trigger: ".o_selected_row .o_field_widget[name='quantity'] input",
            run: "edit 6 && press Tab",
        },
        { content: "What is in the way of sending is said at once", trigger: ".o_form_view .alert-danger" },
        {
            content: "Reject the rest",
            trigger: ".o_data_row:contains('Kettle') button[name='action_reject_rest']",
            run: "click",
        },
        {
            content: "The line has a second part, and nothing is in the way any more",
            trigger: ".o_form_view:not(:has(.alert-danger)) .o_data_row:contains('Kettle'):contains('Reject') td[name='quantity']:contains('4')",
        },
        { content: "Send", trigger: "button[name='action_open_send']", run: "click" },
        { content: "What is rejected is listed", trigger: ".modal td[name='product_id']:contains('Kettle')" },
        { content: "It cannot be sent without a thought", trigger: ".modal-footer:not(:has(button[name='action_send']))" },
        { content: "A rejection is final: know it", trigger: ".modal .o_field_widget[name='rejections_are_final'] input", run: "click" },
        { content: "Send and reject", trigger: ".modal button[name='action_send'].btn-danger", run: "click" },
        { content: "It is asked a second time", trigger: ".modal:contains('cannot be taken back') .modal-footer .btn-primary", run: "click" },
        { content: "It is on its way", trigger: ".o_form_view .o_arrow_button_current:contains('On its way')" },
    ],
});

registry.category("web_tour.tours").add("amazon_vendor_answered", {
    steps: () => [
        {
            content: "The order is answered: open it",
            trigger: ".o_data_row td[name='answer_state']:contains('Accepted')",
            run: "click",
        },
        { content: "Open its answers", trigger: ".nav-link[name='answers']", run: "click" },
        {
            content: "Amazon has accepted what we sent",
            trigger: ".o_field_widget[name='acknowledgement_ids'] .o_data_row:contains('Accepted') td[name='rejected_pieces']:contains('4')",
        },
    ],
});
