"""Take the pictures of this folder from the running demo.

    ./acorn demo                                              in one terminal
    pip install websocket-client pillow                       once, in an environment of your own
    python docs/screenshots.py http://localhost:8069 [name …]   in another; without names it takes all pictures

Needs chromium. For the pictures of changes, a price is edited by hand and the simulated Amazon changes the same order;
for those of matches, this month's sample is drawn and most of it is called right.
"""

import base64
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from PIL import Image

IMAGES = Path(__file__).parent / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTH, HEIGHT = 1280, 800
COLOURS = 128  # of a picture: a screen has few, and the files stay small
PATIENCE = 60  # seconds until a page is there

IS_READY = """(() => {
    const there = document.querySelector('.o_action_manager .o_view_controller, .modal .o_form_view');
    const busy = document.querySelector('.o_loading_indicator, .o_blockUI, .o_field_statinfo:empty');
    return Boolean(there) && !busy && document.readyState === 'complete';
})()"""

FIRST_ROW = ".o_data_row .o_data_cell"

ORDER = "DFISIEH1"  # of the demo, which has the same orders every time
PURCHASE_ORDER = ("amazon.vendor.purchase.order", [["name", "=", ORDER]])
SALE_ORDER = ("sale.order", [["amazon_vendor_number", "=", ORDER]])
PICKING = ("stock.picking", [["amazon_vendor_number", "=", ORDER]])

ANSWER = ("amazon.vendor.acknowledgement", [["state", "=", "draft"]])
RECEIVED = ("amazon.vendor.purchase.order", [["line_ids.receipt_ids", "!=", False]])
REMITTANCE = ("amazon.vendor.remittance", [["needs_me_count", ">", 0], ["balance_state", "=", "balanced"]])
# Two invoices of one order have its amount.
DOUBTFUL = ("amazon.vendor.remittance.line", [["needs_me", "=", True], ["number", "=like", "77%"]])
# The parked file of the demo, gone on with: its dates can be read in two ways.
GO_ON = [("button", "Go on"), ("label", "Day, month, year"), (".modal-footer button", "Read again")]

# Each picture: name, login, address below /odoo (with {} for the record), the record, what to click there (a selector,
# or a selector and a text), height.
PICTURES = [
    ("overview", "admin", "amazon-vendor", None, [], 700),
    ("connect", "admin", "action-acorn_vendor_connector.action_connect", None, [], 620),
    ("account", "admin", "amazon-vendor-accounts", None, [(FIRST_ROW, "Inc.")], 800),
    ("vendor-code", "admin", "amazon-vendor-codes", None, [(FIRST_ROW, "ACRN1")], 760),
    ("messages", "admin", "amazon-vendor-messages", None, [], 300),
    ("settings", "admin", "settings", None, [(".settings_tab .tab", "Amazon Vendor")], 900),
    ("matching-rules", "admin", "amazon-vendor-matching-rules", None, [], 540),
    ("products-to-map", "warehouse", "amazon-vendor-products", None, [], 300),
    ("ship-tos-to-map", "warehouse", "action-acorn_vendor_connector.action_ship_to_todo", None, [], 300),
    ("answers", "warehouse", "action-acorn_vendor_connector.action_acknowledgement", None, [], 520),
    ("answer", "warehouse", "action-acorn_vendor_connector.action_acknowledgement/{}", ANSWER, [], 760),
    ("price-differences", "warehouse", "action-acorn_vendor_connector.action_price_difference", None, [], 420),
    ("quantities", "warehouse", "amazon-vendor-orders/{}", RECEIVED, [(".nav-link", "Quantities")], 760),
    ("fulfilment", "accountant", "action-acorn_vendor_connector.action_fulfilment", None, [], 520),
    ("deliveries", "warehouse", "action-stock.stock_picking_action_picking_type", None, [], 520),
    ("delivery", "warehouse", "action-stock.action_picking_tree_all/{}", PICKING, [(".nav-link", "Amazon")], 640),
    ("needs-attention", "accountant", "amazon-vendor-orders", None, [], 360),
    ("sale-order-amazon", "accountant", "action-sale.action_orders/{}", SALE_ORDER, [(".nav-link", "Amazon")], 800),
    ("changes", "accountant", "amazon-vendor-orders/{}", PURCHASE_ORDER, [(".nav-link", "Changes")], 800),
    ("analysis", "accountant", "action-acorn_vendor_connector.action_purchase_order_analysis", None, [], 520),
    ("remittances", "accountant", "amazon-vendor-remittances", None, [], 400),
    ("import", "accountant", "amazon-vendor-files", None, GO_ON, 760),
    ("remittance", "accountant", "amazon-vendor-remittances/{}", REMITTANCE, [], 900),
    ("remittance-lines", "accountant", "amazon-vendor-remittances/{}", REMITTANCE, [(".oe_stat_button", "Lines")], 620),
    ("remittance-line", "accountant", "amazon-vendor-remittance-lines/{}", DOUBTFUL, [], 760),
    ("decide", "accountant", "amazon-vendor-remittance-lines/{}", DOUBTFUL, [("button", "Choose…")], 760),
    ("check-matches", "accountant", "amazon-vendor-check-matches", None, [], 480),
]


class Browser:
    """A chromium of its own, spoken to over its debugging socket."""

    def __init__(self, address):
        self.address = address.rstrip("/")
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        program = next(filter(None, map(shutil.which, BROWSERS)), None) or sys.exit("There is no chromium here.")
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")
        self.process = subprocess.Popen(
            [program, *options, "--remote-allow-origins=*", f"--user-data-dir={self.folder.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.socket, self.count = websocket.create_connection(self._page(), timeout=60), 0
        self("Page.enable")

    def _page(self):
        port = Path(self.folder.name) / "DevToolsActivePort"
        self.until(lambda: port.exists() and "\n" in port.read_text(), "the browser")
        with urllib.request.urlopen(f"http://127.0.0.1:{port.read_text().split()[0]}/json") as answer:
            return next(target["webSocketDebuggerUrl"] for target in json.load(answer) if target["type"] == "page")

    def __call__(self, method, **parameters):
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.count:
                return answer["result"]

    def ask(self, expression):
        answer = self("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return answer["result"].get("value")

    def go(self, path):
        self("Page.navigate", url=f"{self.address}{path}")
        time.sleep(1)

    def log_in(self, login):
        self("Network.clearBrowserCookies")
        self.go("/web/login")
        self.wait("document.querySelector('form.oe_login_form input[name=password]') !== null", "the login page")
        self.ask(
            "for (const name of ['login', 'password'])"
            f" document.querySelector(`input[name=${{name}}]`).value = '{login}';"
            "document.querySelector('form.oe_login_form').submit()"
        )
        self.wait("document.querySelector('.o_main_navbar') !== null", f"the first page of {login}")
        session = self.post("/web/session/get_session_info", {})
        companies = "-".join(session["user_companies"]["allowed_companies"])
        self("Network.setCookie", name="cids", value=companies, url=self.address)

    def call(self, model, method, *arguments, **options):
        """Call a method of Odoo's as the person who is logged in."""
        question = {"model": model, "method": method, "args": arguments, "kwargs": options}
        return self.post("/web/dataset/call_kw", question)

    def post(self, path, parameters):
        body = json.dumps(json.dumps({"params": parameters}))
        headers = "{'Content-Type': 'application/json'}"
        request = f"fetch('{path}', {{method: 'POST', headers: {headers}, body: {body}}}).then(answer => answer.text())"
        answer = json.loads(self.ask(request))
        return answer["result"] if "result" in answer else sys.exit(answer["error"]["data"]["message"])

    def click(self, wish):
        selector, text = wish if isinstance(wish, tuple) else (wish, "")
        found = (
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            f".find(one => one.offsetParent !== null && one.textContent.includes({json.dumps(text)}))"
        )
        self.wait(f"{found} !== undefined", f"{selector} {text}")
        self.ask(f"{found}.click()")
        time.sleep(1)
        self.wait(IS_READY, f"the page behind {selector} {text}")

    def wait(self, expression, what):
        self.until(lambda: self.ask(expression), what)

    def until(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                sys.exit(f"Waited {PATIENCE} s for {what}.")
            time.sleep(0.2)

    def save(self, path, height):
        self("Emulation.setDeviceMetricsOverride", width=WIDTH, height=height, deviceScaleFactor=1, mobile=False)
        time.sleep(1)
        self.wait(IS_READY, path.name)
        shot = self("Page.captureScreenshot", format="png")["data"]
        picture = Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")
        picture.quantize(COLOURS).save(path, optimize=True)

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait(10)
        self.folder.cleanup()


def change_an_order(browser):
    """Edit a price by hand, let Amazon change that price and a quantity, and wait until both are judged."""
    [order] = browser.call(PURCHASE_ORDER[0], "search_read", PURCHASE_ORDER[1], ["change_ids", "account_id"])
    if order["change_ids"]:
        return
    sale_lines = browser.call("sale.order.line", "search", [["order_id.amazon_vendor_number", "=", ORDER]])
    browser.call("sale.order.line", "write", sale_lines[1:2], {"price_unit": 6.25})
    [account] = browser.call("amazon.vendor.account", "read", [order["account_id"][0]], ["endpoint"])
    change = json.dumps({"quantities": {"1": 15}, "costs": {"2": "6.40"}}).encode()
    simulator = account["endpoint"].rsplit("/", 1)[0]
    urllib.request.urlopen(f"{simulator}/_simulator/orders/{ORDER}/change", data=change).close()
    changes = [["order_id", "=", order["id"]]]
    while not browser.call("amazon.vendor.purchase.order.change", "search_count", changes):
        # A pull leaves out the last two minutes, in which Amazon may still be writing.
        time.sleep(30)
        browser.call("amazon.vendor.account", "action_pull_now", [account["id"]])
        time.sleep(5)


def check_matches(browser):
    """Draw this month's sample of matches and call most of it right."""
    drawn = [["sample_month", "!=", False]]
    if browser.call("amazon.vendor.match", "search_count", drawn):
        return
    crons = browser.call("ir.cron", "search", [["name", "=", "Amazon Vendor: draw matches for a check"]])
    browser.call("ir.cron", "method_direct_trigger", crons)
    matches = browser.call("amazon.vendor.match", "search", drawn)
    browser.call("amazon.vendor.match", "action_right", matches[: len(matches) * 2 // 3])


def main(address, *names):
    IMAGES.mkdir(exist_ok=True)
    browser, person = Browser(address), None
    try:
        for name, login, path, record, clicks, height in PICTURES:
            if names and name not in names:
                continue
            if login != person:
                browser.log_in(login)
                person = login
                if login == "admin":
                    change_an_order(browser)
                    check_matches(browser)
            browser("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False)
            found = browser.call(record[0], "search", record[1], limit=1) if record else []
            browser.go(f"/odoo/{path.format(*found)}")
            browser.wait(IS_READY, path)
            for wish in clicks:
                browser.click(wish)
            browser.save(IMAGES / f"{name}.png", height)
            print(f"{name}.png")
    finally:
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
