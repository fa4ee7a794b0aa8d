from . import amazon_vendor_fulfilment
from . import amazon_vendor_overview
from . import amazon_vendor_overview_money
from . import amazon_vendor_remittance_total
