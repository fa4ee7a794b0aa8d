def uninstall_hook(env):
    """Cancel what has not begun: the lanes do it from now on."""
    env["amazon.vendor.message"]._waiting_jobs().button_cancelled()
