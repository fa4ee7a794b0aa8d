"""Run Odoo's own command line; the folder of the host is on PYTHONPATH."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
