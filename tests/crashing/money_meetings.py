"""Run in the host's environment: let two workers meet over the same files, payments and invoices; print what is left.

Started as `python money_meetings.py '{"config": …, "database": …}'`. Both workers are forked processes, and one has its
snapshot before the other commits: neither can see what the other does.
"""

import json
import multiprocessing
import sys
import time
from dataclasses import replace
from functools import partial
from importlib import import_module

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

from simulator.files import Ledger, write
from tests.crashing import money_books, money_world
from tests.integration.money.common import FileCase

# How long the first worker waits for the second to be done or to be stopped by a lock.
PATIENCE = 20
BLOCKED = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid)))"
LINES = """
    SELECT payment.name, line.number, line.match_state, line.question->>'code', move.name, match.amount
      FROM amazon_vendor_remittance_line line JOIN amazon_vendor_remittance payment ON payment.id = remittance_id
 LEFT JOIN amazon_vendor_match match ON match.line_id = line.id AND match.state != 'withdrawn'
 LEFT JOIN account_move move ON move.id = match.move_id
     WHERE payment.name = ANY(%s) ORDER BY 1, line.sequence"""
KEPT = """
    SELECT (SELECT count(*) FROM amazon_vendor_file WHERE name LIKE %(name)s),
           (SELECT count(*) FROM amazon_vendor_page WHERE file_name LIKE %(name)s)"""


def main(job):
    arguments = ["-c", job["config"], "-d", job["database"], "--no-http", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    world = World(Registry(job["database"]))
    # Importable only now that the configuration has said where addons are.
    stages = import_module("odoo.addons.acorn_vendor_connector.models.amazon_vendor_message_lanes").STAGES
    stages["receive"] = replace(stages["receive"], size=1)
    told = {name: getattr(world, name)() for name in (
        "same_file", "other_wrapping", "halves", "overlapping", "two_lanes", "early_first", "late_first", "two_crons",
        "imported_late_first", "posted_meanwhile", "posting_meanwhile", "posted_later", "reset_meanwhile",
    )}
    sys.stdout.write(f"{json.dumps(told)}\n")


class World:
    """One payee and its accountant; every meeting has payments and invoices of its own."""

    def __init__(self, registry):
        self.registry = registry
        self._with(money_world.load)

    # ------------------------------------------------------------------ files

    def same_file(self):
        body = _workbook("810001", ("S1", "10.00"), ("S2", "20.00"))
        return self._import_at_once("same", body, body, "810001")

    def other_wrapping(self):
        ledger = Ledger(seed=8, invoices=12, payments=1, payee=money_world.PAYEE)
        body, again = (write(ledger, "remittance_us", container=container).body for container in ("csv", "xlsx"))
        met = self._import_at_once("wrapped", body, again, ledger.payments[0].number)
        return {**met, "stated": len(ledger.payments[0].lines)}

    def halves(self):
        lines = [(f"H{turn}", "10.00") for turn in range(1, 6)]
        bodies = [_workbook("810003", *part, amount="50.00") for part in (lines[:3], lines[2:])]
        return self._import_at_once("halves", *bodies, "810003")

    def overlapping(self):
        one, two, three = (
            {"number": f"81000{turn}", "amount": "10.00", "lines": [(f"O{turn}", "10.00")]} for turn in (4, 5, 6)
        )
        bodies = FileCase.workbook(one, two), FileCase.workbook(two, three)
        return self._import_at_once("overlapping", *bodies, "810004", "810005", "810006")

    def two_lanes(self):
        """Two files of one payment wait for the lanes, and each lane takes one of them."""
        lines = [(f"N{turn}", "10.00") for turn in range(1, 6)]
        for number, part in enumerate((lines[:3], lines[2:]), 1):
            self._with(partial(_archive, f"lanes {number}", _workbook("810007", *part, amount="50.00")))
        met = self._meet(_receive_one, _receive_all)
        return {**met, **self._kept("lanes", "810007")}

    def _import_at_once(self, name, first, second, *numbers):
        met = self._meet(partial(_take_in, f"{name} 1", first), partial(_take_in, f"{name} 2", second))
        return {**met, **self._kept(name, *numbers)}

    def _kept(self, name, *numbers):
        with self.registry.cursor() as cr:
            [[files, pages]] = _asked(cr, KEPT, {"name": f"{name} %"})
            paid = money_books.paid(cr)
        return {"files": files, "pages": pages, "paid": {number: paid[number] for number in numbers}}

    # ------------------------------------------------------------------ one invoice in two payments

    def early_first(self):
        """The earlier payment is matched, and before that is committed the later one."""
        return self._match_at_once("E", "820001", "820002", by_time=True)

    def late_first(self):
        return self._match_at_once("L", "820003", "820004", by_time=False)

    def _match_at_once(self, name, early, late, by_time):
        self._two_payments(name, early, late)
        matching = [partial(_match, [number]) for number in ((early, late) if by_time else (late, early))]
        met = self._meet(*matching)
        self._with(_cron)
        return {**met, "lines": self._lines(early, late)}

    def two_crons(self):
        """Two servers that know nothing of each other run the matching at the same moment."""
        self._two_payments("C", "820005", "820006")
        met = self._meet(_cron, _cron, holds=False)
        self._with(_look_again)
        self._with(_cron)
        return {**met, "lines": self._lines("820005", "820006")}

    def imported_late_first(self):
        """Of two payments of one day the one with the higher number comes first."""
        self._with(lambda env: money_world.post(env, ("INVD1", 100, None, "2026-02-01")))
        for number in ("820008", "820007"):
            self._with(partial(_take_in, number, _workbook(number, ("INVD1", "60.00", "", "100.00"))))
        self._with(_cron)
        return {"lines": self._lines("820007", "820008")}

    def _two_payments(self, name, early, late):
        """Keep two payments of one invoice, neither of them matched."""
        number = f"INV{name}1"
        self._with(lambda env: money_world.post(env, (number, 100, None, "2026-02-01")))
        for payment, day in ((early, "2026-03-02"), (late, "2026-03-09")):
            body = _workbook(payment, (number, "60.00", "", "100.00"), date=day)
            self._with(partial(_archive_and_receive, payment, body))

    # ------------------------------------------------------------------ invoices that come and go meanwhile

    def posted_meanwhile(self):
        """While payments are matched their invoices are posted; the matching is committed last."""
        return self._post_at_once("P", 830001, is_matching_first=True)

    def posting_meanwhile(self):
        """While invoices are posted their payments are matched; the posting is committed last."""
        return self._post_at_once("Q", 830011, is_matching_first=False)

    def posted_later(self):
        """Nobody meets anybody: the payments are matched, and then their invoices are posted."""
        ids, payments = self._unposted("T", 830021)
        self._with(partial(_match, payments))
        self._with(partial(_post, ids))
        self._with(_cron)
        return {"lines": self._lines(*payments)}

    def _post_at_once(self, name, first_payment, is_matching_first):
        ids, payments = self._unposted(name, first_payment)
        meeting = [partial(_match, payments), partial(_post, ids)]
        met = self._meet(*(meeting if is_matching_first else reversed(meeting)))
        before = self._lines(*payments)
        self._with(_cron)
        return {**met, "before": before, "lines": self._lines(*payments)}

    def _unposted(self, name, first_payment):
        """Keep payments of drafts: one named, one claimed on, one by its order only, one whose zeros got lost."""
        order, digits = f"4XQ7T{name}AB", str(first_payment)
        invoices = (f"INV{name}1", 100, None), (f"INV{name}2", 100, None), (f"INV{name}3", 77, order)
        invoices = *invoices, (f"00{digits}", 100, None)
        ids = self._with(lambda env: money_world.draft(env, *((*each, "2026-02-01") for each in invoices)).ids)
        lines = (f"INV{name}1", "100.00"), (f"INV{name}2SC", "-10.00"), (f"77{name}", "77.00", f"PO {order}", "77.00")
        payments = []
        for payment, line in enumerate((*lines, (digits, "100.00")), first_payment):
            self._with(partial(_archive_and_receive, str(payment), _workbook(str(payment), line)))
            payments.append(str(payment))
        return ids, payments

    def reset_meanwhile(self):
        """While a payment is matched its invoice is reset to draft."""
        ids = self._with(lambda env: money_world.post(env, ("INVR1", 100, None, "2026-02-01")).ids)
        self._with(partial(_archive_and_receive, "830031", _workbook("830031", ("INVR1", "100.00"))))
        met = self._meet(partial(_match, ["830031"]), partial(_reset, ids))
        self._with(_cron)
        return {**met, "lines": self._lines("830031")}

    # ------------------------------------------------------------------ two workers

    def _with(self, work):
        with self.registry.cursor() as cr:
            return work(api.Environment(cr, SUPERUSER_ID, {}))

    def _lines(self, *payments):
        with self.registry.cursor() as cr:
            return [
                [*texts, amount and f"{amount:.2f}"] for *texts, amount in _asked(cr, LINES, [list(payments)])
            ]

    def _meet(self, first, second, holds=True):
        """Let two workers do their work on snapshots of the same moment; return how often the second one had to try.

        The first one commits when the second is done, or waits for it. With `holds` false both just run.
        """
        fork = multiprocessing.get_context("fork")
        begun, go, done, tries = fork.Event(), fork.Event(), fork.Event(), fork.SimpleQueue()
        sql_db.close_all()
        workers = [
            fork.Process(target=self._be_first, args=(first, begun, go, done, holds)),
            fork.Process(target=self._be_second, args=(second, begun, go, done, tries)),
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        ends = [worker.exitcode for worker in workers]
        return {"ends": ends, "tries": tries.get() if not any(ends) else None}

    def _be_first(self, work, begun, go, done, holds):
        with self.registry.cursor() as cr:
            begun.wait(PATIENCE)
            if not holds:
                go.set()
            work(api.Environment(cr, SUPERUSER_ID, {}))
            cr.flush()
            go.set()
            self._wait(cr, done)

    def _wait(self, cr, done):
        cr.execute("SELECT pg_backend_pid()")
        [own] = cr.fetchone()
        end = time.monotonic() + PATIENCE
        while not done.wait(0.02) and time.monotonic() < end:
            with self.registry.cursor() as other:
                if _asked(other, BLOCKED, [own]) == [(True,)]:
                    return

    def _be_second(self, work, begun, go, done, tries):
        count = 0

        def counted(env):
            nonlocal count
            count += 1
            work(env)

        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT count(*) FROM amazon_vendor_remittance")
            begun.set()
            go.wait(PATIENCE)
            retrying(partial(counted, env), env)  # as Odoo's web server does
        done.set()
        tries.put(count)


# -------------------------------------------------------------------------------- what they do


def _workbook(payment, *lines, amount=None, date="2026-03-09"):
    """Return a file of one payment; a line is (number, paid), with a description and what was invoiced if need be."""
    total = amount or f"{sum(float(paid) for _number, paid, *_rest in lines):.2f}"
    body = FileCase.workbook({"number": payment, "amount": total, "date": date, "lines": [line[:2] for line in lines]})
    for number, paid, description, invoiced in (line for line in lines if len(line) == 4):
        usual, stated = f"{number},2026-02-01,,{paid},", f"{number},2026-02-01,{description},{invoiced},"
        body = body.replace(usual.encode(), stated.encode())
    return body


def _as_accountant(env, model):
    return env[model].with_user(env["res.users"].search([("login", "=", money_world.ACCOUNTANT)]))


def _payee(env):
    return env["amazon.vendor.payee"].search([("name", "=", money_world.PAYEE)])


def _take_in(name, body, env):
    _as_accountant(env, "amazon.vendor.file")._take_in(body, name, _payee(env))


def _archive(name, body, env):
    """Archive a file as those are that are too large for a request; return its messages."""
    files = env["amazon.vendor.file"]
    return files._archive(files._judge(body, name, _payee(env)), None).page_id.message_ids


def _archive_and_receive(name, body, env):
    """Take a payment in as the lanes do: nobody has matched it yet."""
    _archive(name, body, env)._receive()


def _receive_one(env):
    env["amazon.vendor.message"]._claim("receive")._receive()


def _receive_all(env):
    env["amazon.vendor.message"]._cron_receive_messages()


def _match(payments, env):
    _as_accountant(env, "amazon.vendor.remittance").search([("name", "in", payments)]).action_match()


def _cron(env):
    env["amazon.vendor.remittance"]._cron_match_remittances()


def _look_again(env):
    """Let the minute pass after which a payment is tried again that met another worker."""
    env["amazon.vendor.remittance"].search([("match_retry_at", "!=", False)]).match_retry_at = "2026-01-01"


def _post(ids, env):
    env["account.move"].browse(ids).action_post()


def _reset(ids, env):
    env["account.move"].browse(ids).button_draft()


def _asked(cr, question, parameters):
    cr.execute(question, parameters)
    return cr.fetchall()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
