import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { getDataURLFromFile } from "@web/core/utils/urls";

// The server refuses what is larger; saying so before a browser has read it saves a minute of waiting.
const MEGABYTE = 1024 * 1024;
const LARGEST = 64 * MEGABYTE;
// Stays until it was read: it says what to do.
const REFUSED = { type: "danger", sticky: true };

/**
 * Shows what is in files that a person chose or dropped, one after the other, before anything of them is kept.
 *
 * A service, because the screen the files were dropped on is gone once the first of them was kept.
 */
export const fileImportService = {
    dependencies: ["action", "notification", "orm", "ui"],

    start(env, { action, notification, orm, ui }) {
        let line = Promise.resolve();

        function isSmallEnough(file) {
            if (!file.size) {
                notification.add(_t("%s is empty. Download it from Vendor Central once more.", file.name), REFUSED);
            } else if (file.size > LARGEST) {
                const sizes = {
                    name: file.name,
                    size: Math.ceil(file.size / MEGABYTE),
                    largest: LARGEST / MEGABYTE,
                };
                notification.add(
                    _t(
                        "%(name)s has %(size)s MB; at most %(largest)s MB can be read. Export a shorter time from Vendor Central.",
                        sizes
                    ),
                    REFUSED
                );
            }
            return file.size && file.size <= LARGEST;
        }

        async function read(file) {
            ui.block({ message: _t("Reading %s…", file.name) });
            try {
                const url = await getDataURLFromFile(file);
                const values = { file_name: file.name, file_data: url.slice(url.indexOf(",") + 1) };
                const [id] = await orm.create("amazon.vendor.import", [values]);
                return id;
            } finally {
                ui.unblock();
            }
        }

        /** Resolve once the person has decided about the file: kept, parked or discarded. */
        async function ask(file, number, count) {
            const id = await read(file);
            const name = count > 1 ? _t("Import file %(number)s of %(count)s", { number, count }) : _t("Import a file");
            await new Promise((resolve, reject) => {
                const dialog = {
                    type: "ir.actions.act_window",
                    name,
                    res_model: "amazon.vendor.import",
                    res_id: id,
                    views: [[false, "form"]],
                    target: "new",
                    context: { dialog_size: "extra-large" },
                };
                action.doAction(dialog, { onClose: (info) => resolve(info) }).catch(reject);
            });
        }

        async function askAll(files) {
            const right = files.filter(isSmallEnough);
            for (const [index, file] of right.entries()) {
                await ask(file, index + 1, right.length);
            }
            if (right.length > 1) {
                await action.doAction("acorn_vendor_connector.action_file", { clearBreadcrumbs: true });
            }
        }

        return {
            /**
             * Import files, after those that are still being asked about.
             *
             * @param {Iterable<File>} files
             */
            add(files) {
                const chosen = [...files];
                const done = line.then(() => askAll(chosen));
                line = done.catch(() => {}); // whoever waits for `done` is told; the next files are asked about all the same
                return done;
            },
        };
    },
};

registry.category("services").add("amazon_vendor_file_import", fileImportService);
