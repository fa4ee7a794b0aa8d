import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_vendor_map_ship_to", {
    steps: () => [
        { content: "Open the orders menu", trigger: "button[data-menu-xmlid='acorn_vendor_connector.menu_orders']", run: "click" },
        {
            content: "Open the ship-tos to map",
            trigger: ".o-dropdown-item[data-menu-xmlid='acorn_vendor_connector.menu_ship_to_todo']",
            run: "click",
        },
        {
            content: "The unknown ship-to is listed",
            trigger: ".o_data_row:contains('FTW9') td[name='name']",
            run: "click",
        },
        { content: "It says what to do", trigger: ".alert:contains('Choose the store')" },
        { content: "Look for the store", trigger: ".o_field_widget[name='store_id'] input", run: "edit US West" },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option):contains('US West')",
            run: "click",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Wait until it is saved", trigger: ".o_form_saved" },
        { content: "It is assigned", trigger: ".o_arrow_button_current:contains('Assigned')" },
    ],
});

registry.category("web_tour.tours").add("amazon_vendor_mapped_order", {
    steps: () => [
        {
            content: "Its order went on by itself",
            trigger: ".o_data_row:contains('FTW9'):contains('In our books') td[name='name']",
            run: "click",
        },
        { content: "It has a sale order", trigger: "button[name='action_open_sale_order']:contains('S0')" },
        { content: "It has a delivery", trigger: "button[name='action_open_pickings']" },
    ],
});
