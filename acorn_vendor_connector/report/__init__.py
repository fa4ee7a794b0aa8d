from . import amazon_vendor_overview
