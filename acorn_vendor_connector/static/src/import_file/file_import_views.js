import { onWillStart, status } from "@odoo/owl";
import { useCustomDropzone } from "@web/core/dropzone/dropzone_hook";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

import { FileDropZone } from "./file_drop_zone";
import { FileImportButton } from "./file_import_button";

/** Let files be chosen and dropped on a list of records; who may only read sees neither button nor drop zone. */
const importsFiles = (Controller) =>
    class extends Controller {
        static components = { ...Controller.components, FileImportButton };

        setup() {
            super.setup();
            this.fileImport = useService("amazon_vendor_file_import");
            this.mayImport = false;
            onWillStart(async () => {
                this.mayImport = await user.hasGroup("acorn_vendor_connector.group_accountant");
            });
            const onDrop = (ev) => this.importFiles(ev.dataTransfer.files);
            useCustomDropzone(this.rootRef, FileDropZone, { onDrop }, () => this.mayImport);
        }

        async importFiles(files) {
            await this.fileImport.add(files);
            if (status(this) === "mounted") {
                await this.model.load();
            }
        }
    };

registry.category("views").add("amazon_vendor_file_list", {
    ...listView,
    Controller: importsFiles(ListController),
    buttonTemplate: "acorn_vendor_connector.FileList.Buttons",
});

registry.category("views").add("amazon_vendor_file_kanban", {
    ...kanbanView,
    Controller: importsFiles(KanbanController),
    buttonTemplate: "acorn_vendor_connector.FileKanban.Buttons",
});
