import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_vendor_pull", {
    steps: () => [
        {
            content: "Ask for a pull",
            trigger: ".o_kanban_record:contains('Acorn Goods Inc.') a[name='action_pull_now']",
            run: "click",
        },
        { content: "It returns at once", trigger: ".o_notification:contains('Queued')" },
    ],
});

registry.category("web_tour.tours").add("amazon_vendor_pulled", {
    steps: () => [
        {
            content: "Purchase orders have arrived: open one that is in our books",
            trigger: ".o_data_row:contains('In our books'):contains('US West') td[name='name']",
            run: "click",
        },
        { content: "Its lines are shown", trigger: ".o_field_widget[name='line_ids'] .o_data_row td[name='asin']" },
        {
            content: "Open the sale order",
            trigger: "button[name='action_open_sale_order']",
            run: "click",
        },
        { content: "It is confirmed", trigger: ".o_arrow_button_current:contains('Sales Order')" },
        { content: "It carries the badge", trigger: ".o_form_view .badge:contains('Amazon')" },
        { content: "Open its Amazon tab", trigger: ".nav-link[name='amazon_vendor']", run: "click" },
        {
            content: "What Amazon ordered stands there",
            trigger: ".o_field_widget[name='amazon_vendor_line_ids'] .o_data_row",
        },
    ],
});

registry.category("web_tour.tours").add("amazon_vendor_deliveries", {
    steps: () => [
        {
            content: "Warehouse people see Amazon's number and ship-to in their own list",
            trigger: ".o_data_row:contains('PHX6') td[name='amazon_vendor_number'] .badge",
        },
        { content: "Open a delivery", trigger: ".o_data_row:contains('PHX6') td[name='name']", run: "click" },
        { content: "Open its Amazon tab", trigger: ".nav-link[name='amazon_vendor']", run: "click" },
        {
            content: "The window stands there",
            trigger: ".tab-pane.active .o_field_widget[name='amazon_vendor_window_text']:contains('–')",
        },
    ],
});
