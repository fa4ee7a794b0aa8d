from . import amazon_vendor_backfill
from . import amazon_vendor_connect
from . import amazon_vendor_connect_code
from . import amazon_vendor_reread
