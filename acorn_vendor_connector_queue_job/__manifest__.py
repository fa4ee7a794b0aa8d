{
    "name": "Amazon Vendor Connector: Job Queue",
    "summary": "Hands the connector's units of work to OCA's job queue, for more workers and more servers",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Acorn",
    "license": "LGPL-3",
    "depends": ["acorn_vendor_connector", "queue_job"],
    "data": [
        "data/queue_job.xml",
        "views/amazon_vendor_message_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
