{
    "name": "Amazon Vendor Connector",
    "summary": "Amazon Vendor Central purchase orders as sale orders, in the right company's books",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Acorn",
    "license": "LGPL-3",
    "depends": ["sale_management", "sale_stock", "stock_account"],
    "external_dependencies": {
        "python": ["requests", "requests-oauthlib", "python-dateutil", "lxml"],
    },
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/ir_cron.xml",
        "data/mail_activity_type.xml",
        "data/mail_activity_type_connection.xml",
        "data/authorisation_templates.xml",
        "data/ir_cron_connection.xml",
    ],
    "application": True,
}
