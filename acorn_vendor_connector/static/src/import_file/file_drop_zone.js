import { Dropzone } from "@web/core/dropzone/dropzone";

/** Odoo's drop zone, which says what to drop. */
export class FileDropZone extends Dropzone {
    static template = "acorn_vendor_connector.FileDropZone";
}
