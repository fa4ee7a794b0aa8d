from . import (
    amazon_vendor_acknowledgement_send,
    amazon_vendor_backfill,
    amazon_vendor_connect,
    amazon_vendor_connect_code,
    amazon_vendor_import,
    amazon_vendor_import_preview,
    amazon_vendor_line_decide,
    amazon_vendor_reread,
)
