from . import amazon_vendor_message
from . import res_config_settings
