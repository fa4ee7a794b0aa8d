import { registry } from "@web/core/registry";

// The test starts a simulator and leaves its address and credentials here.
const answer = (name) => JSON.parse(sessionStorage.getItem("amazon_vendor_tour"))[name];

const typeAnswer = (field, name) => ({
    content: `Enter ${field}`,
    trigger: `.modal .o_field_widget[name='${field}'] input`,
    async run(helpers) {
        await helpers.edit(answer(name));
    },
});

const goOn = (heading) => [
    { content: "Go on", trigger: ".modal-footer button[name='action_next']", run: "click" },
    { content: `Wait for "${heading}"`, trigger: `.modal h2:contains("${heading}")` },
];

registry.category("web_tour.tours").add("amazon_vendor_connect", {
    steps: () => [
        {
            content: "Open the configuration menu",
            trigger: "button[data-menu-xmlid='acorn_vendor_connector.menu_configuration']",
            run: "click",
        },
        {
            content: "Open the guided set-up",
            trigger: ".o-dropdown-item[data-menu-xmlid='acorn_vendor_connector.menu_connect']",
            run: "click",
        },
        { content: "It asks for the app first", trigger: '.modal h2:contains("Which app")' },
        typeAnswer("app_name", "app"),
        typeAnswer("client_id", "client_id"),
        typeAnswer("client_secret", "client_secret"),
        ...goOn("Which vendor account"),
        typeAnswer("name", "name"),
        {
            content: "It is a simulator",
            trigger: ".modal .o_field_widget[name='environment'] input[data-value='simulator']",
            run: "click",
        },
        typeAnswer("endpoint", "endpoint"),
        typeAnswer("refresh_token", "refresh_token"),
        { content: "Test the connection", trigger: ".modal button[name='action_test']", run: "click" },
        {
            content: "The latest purchase order is shown",
            trigger: '.modal .alert-success:contains("The connection works. Latest purchase order")',
        },
        ...goOn("What should be read"),
        {
            content: "The feeds are offered",
            trigger: ".modal .o_field_widget[name='feed_ids'] .o_data_row:nth-child(5)",
        },
        ...goOn("From when do orders count"),
        {
            content: "Amazon's side is counted per vendor code",
            trigger: '.modal .o_field_widget[name="line_ids"] .o_data_row:contains("ACRN1") td[name="amazon_count"]:contains("24")',
        },
        ...goOn("Who ships to which place"),
        { content: "Make the stores", trigger: ".modal button[name='action_make_stores']", run: "click" },
        {
            content: "They are there",
            trigger: ".modal .o_field_widget[name='store_ids'] .o_tag:contains('Acorn Foods')",
        },
        {
            content: "Edit the first ship-to's store",
            trigger: ".modal .o_field_widget[name='ship_to_ids'] .o_data_row:contains('PHX6') td[name='store_id']",
            run: "click",
        },
        {
            content: "Look for the warehouse's store",
            trigger: ".modal .o_selected_row .o_field_widget[name='store_id'] input",
            run: "edit Acorn Foods",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains('Acorn Foods')",
            run: "click",
        },
        { content: "Switch the account on", trigger: ".modal-footer button[name='action_finish']", run: "click" },
        {
            content: "The overview shows the running account",
            trigger: '.o_kanban_record:contains("Acorn Goods Inc.") .badge:contains("Running")',
        },
    ],
});
