from . import amazon_vendor_backfill
from . import amazon_vendor_reread
