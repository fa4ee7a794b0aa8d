"""What people and crons ask of the archive, by the calls that really ask it."""

from ast import literal_eval
from functools import partial

from lxml import etree

STAGES = ("receive", "submit", "settle")
LIST_LIMIT, COUNT_LIMIT = 80, 10001  # as the web client asks


def look_ups(archive):
    """Return {name: function} of everything that has to be quick in a full archive."""
    messages = archive.env["amazon.vendor.message"]
    found = {
        **{f"the next unit to {stage}": partial(messages._claim, stage) for stage in STAGES},
        **{f"how much is ready to {stage}": partial(messages._count_ready, stage) for stage in STAGES},
        "the duplicate check of a page": lambda: duplicates(archive),
        "retention's next step": archive.env["amazon.vendor.page"]._gc_bodies,
        "finished feeds' next step": archive.env["amazon.vendor.cursor"]._gc_done,
        "the overview": lambda: _open_list(_as(archive, "warehouse")["amazon.vendor.overview"], [], "kanban"),
        "the Amazon tab of a sale order": lambda: sale_order(archive, _as(archive, "warehouse")),
        "the Amazon tab of a delivery": lambda: picking(archive, _as(archive, "warehouse")),
    }
    for person in ("auditor", "warehouse"):
        opened = _seen_by(archive, _as(archive, person))
        found.update({f"{name}, as {person}": look_up for name, look_up in opened.items()})
    return found


def _seen_by(archive, env):
    """Return what a person opens."""
    messages, orders = env["amazon.vendor.message"], env["amazon.vendor.purchase.order"]
    order = orders.browse(archive.an_order())
    messages_to_do, orders_to_do = _filter(messages, "needs_attention"), _filter(orders, "needs_attention")
    return {
        "messages that need attention": lambda: _open_list(messages, messages_to_do),
        "orders that need attention": lambda: _open_list(orders, orders_to_do),
        "an order": lambda: _open_form(order),
        "an order's messages": lambda: _open_list(messages, [("purchase_order_id", "in", order.ids)]),
        "what Amazon sent": lambda: _open_form(order.env["amazon.vendor.message"].browse(archive.a_message())),
        **{
            f"messages that need attention by {group}": partial(_open_groups, messages, messages_to_do, group)
            for group in ("state", "error_kind", "account_id", "vendor_code", "archived_at:day")
        },
        **{
            f"orders that need attention by {group}": partial(_open_groups, orders, orders_to_do, group)
            for group in ("sync_state", "wait_code", "code_id", "store_id", "due_at:week")
        },
    }


def _as(archive, person):
    """Return the environment of a person who has both of their companies ticked in the company menu."""
    user = getattr(archive, person)
    return archive.env(user=user.id, su=False, context={"allowed_company_ids": user.company_ids.ids})


def sale_order(archive, env):
    names = [name for name in env["sale.order"]._fields if name.startswith("amazon_vendor_")]
    sale = env["amazon.vendor.purchase.order"].browse(archive.an_order()).sale_order_ids
    sale.read(names)
    sale.amazon_vendor_line_ids.read()
    sale.amazon_vendor_change_ids.read()


def picking(archive, env):
    names = [name for name in env["stock.picking"]._fields if name.startswith("amazon_vendor_")]
    env["amazon.vendor.purchase.order"].browse(archive.an_order()).picking_ids.read(names)


def _filter(model, name):
    """Return the domain of a filter of the search view."""
    arch = etree.fromstring(model.get_view(view_type="search")["arch"])
    return literal_eval(arch.xpath(f"//filter[@name='{name}']/@domain")[0])


def _open_list(model, domain, view="list"):
    return model.web_search_read(domain, _specification(model, view), limit=LIST_LIMIT, count_limit=COUNT_LIMIT)


def _open_groups(model, domain, group):
    return model.web_read_group(domain, [group], ["__count"], limit=LIST_LIMIT)


def _open_form(record):
    return record.web_read(_specification(record, "form"))


def _specification(model, view):
    """Return what the client asks for to draw a view: its fields, and those of the lists in it."""
    arch = etree.fromstring(model.get_view(view_type=view)["arch"])
    return _fields_asked(model, arch)


def _fields_asked(model, arch):
    asked = {}
    for node in arch.xpath(".//field[not(ancestor::field)]" if arch.tag != "field" else "./*//field"):
        field = model._fields[node.get("name")]
        if field.type == "many2one":
            asked[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            sub = model.env[field.comodel_name]
            asked[field.name] = {"fields": _fields_asked(sub, node), "limit": LIST_LIMIT}
        else:
            asked[field.name] = {}
    return asked


def duplicates(archive):
    """Look up the versions of a hundred orders that we know, and note that Amazon still says the same."""
    from odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_archive import ORDER  # once Odoo is set up

    page = archive.env["amazon.vendor.page"].browse(archive.first_page)
    messages = archive.env["amazon.vendor.message"]
    versions = messages._versions_of(ORDER, page, archive.known_keys(100))
    current = {version.id for known in versions.values() for version in known if version.is_current}
    messages._mark_seen(current, page.requested_at)
