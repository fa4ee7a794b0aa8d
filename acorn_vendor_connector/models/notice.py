"""Tell a person in the corner of the screen what a button did."""

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}


def notice(message, kind="info", then=RELOAD, **options):
    """Return the action that shows a message and goes on with `then`; `options` are `display_notification`'s own."""
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, "next": then, **options},
    }
