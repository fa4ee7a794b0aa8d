import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { listView } from "@web/views/list/list_view";

/** Counts in the search panel again whenever the list is shown again: a decision changes how many lines are left. */
class LineSearchModel extends SearchModel {
    exportState() {
        const state = super.exportState();
        return { ...state, searchPanelInfo: { ...state.searchPanelInfo, loaded: false } };
    }
}

registry.category("views").add("amazon_vendor_line_list", { ...listView, SearchModel: LineSearchModel });
