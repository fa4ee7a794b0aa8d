"""Remittances over EDI: X12 820 as Amazon outlines it, EDIFACT REMADV as its directory means it."""
from .remittance import line_truth

SENDER = "AMAZON"


def amount_text(value):
    return f"{value:f}"


def x12_820(view):
    """Return (text, truth rows): one interchange with a transaction set for each payment."""
    payments, rows, segments = view.payments, [], []
    day = max(payment.date for payment in payments)
    for control, payment in enumerate(payments, 1):
        lines, _hidden = view.lines(payment)
        rows += [(payment.number, line_truth(view, line)) for line in lines]
        segments += _transaction(view, payment, lines, f"{control:04d}")
    receiver = view.ledger.payee
    envelope = [
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{SENDER:15}*ZZ*{receiver:15}*{day:%y%m%d}*0800*U*00401*000000001*0*P*>",
        f"GS*RA*{SENDER}*{receiver}*{day:%Y%m%d}*0800*1*X*004010",
        *segments,
        f"GE*{len(payments)}*1",
        "IEA*1*000000001",
    ]
    return "".join(segment + "~\n" for segment in envelope), rows


def _transaction(view, payment, lines, control):
    """Return the segments of one payment, from ST to SE, whose count includes both."""
    day = f"{payment.date:%Y%m%d}"
    segments = [
        f"ST*820*{control}",
        f"BPR*I*{amount_text(payment.amount)}*C*ACH************{day}",
        f"TRN*1*{payment.number}",
        f"CUR*PR*{payment.currency}",
        f"DTM*097*{day}",
        f"N1*PE*ACORN GOODS*92*{view.ledger.payee}",
        "ENT*1",
    ]
    for line in lines:
        amounts = (line.paid, line.invoice_amount, line.discount)
        texts = "*".join(amount_text(value) if value else "" for value in amounts).rstrip("*")
        segments.append(f"RMR*IV*{_x12_text(view.number_of(line))}**{texts}")
        if line.purchase_order:
            segments.append(f"REF*PO*{line.purchase_order}")
        segments.append(f"DTM*003*{line.date:%Y%m%d}")
    return [*segments, f"SE*{len(segments) + 1}*{control}"]


def _x12_text(text):
    """Return the text without what would end an element: X12 has no way to write that."""
    return "".join(letter for letter in text.strip() if letter not in "*~>")


def edifact_remadv(view):
    """Return (text, truth rows): one interchange with a message for each payment."""
    payments, rows, messages = view.payments, [], []
    day = max(payment.date for payment in payments)
    for control, payment in enumerate(payments, 1):
        lines, _hidden = view.lines(payment)
        rows += [(payment.number, line_truth(view, line)) for line in lines]
        messages += _message(view, payment, lines, str(control))
    segments = [
        f"UNB+UNOC:3+{SENDER}:ZZZ+{view.ledger.payee}:ZZZ+{day:%y%m%d}:0800+1", *messages, f"UNZ+{len(payments)}+1",
    ]
    return "UNA:+.? '\n" + "".join(segment + "'\n" for segment in segments), rows


def _message(view, payment, lines, control):
    day = f"{payment.date:%Y%m%d}"
    segments = [
        f"UNH+{control}+REMADV:D:96A:UN:EAN003",
        f"BGM+481+{payment.number}+9",
        f"DTM+137:{day}:102",
        f"DTM+138:{day}:102",
        "NAD+PR+AMAZON EU::92",
        f"NAD+PE+{view.ledger.payee}::92",
        _currencies(payment),
    ]
    for line in lines:
        segments += _document(view, line)
    segments += ["UNS+S", f"MOA+12:{amount_text(payment.amount)}:{payment.currency}"]
    return [*segments, f"UNT+{len(segments) + 1}+{control}"]


def _currencies(payment):
    if payment.currency == payment.invoice_currency:
        return f"CUX+2:{payment.currency}:11"
    return f"CUX+2:{payment.invoice_currency}:4+3:{payment.currency}:11+{payment.exchange_rate}"


def _document(view, line):
    kind = "380" if line.line_class == "invoice" and line.paid >= 0 else "381" if line.is_reversal else "383"
    number = _released(view.number_of(line).strip())
    yield f"DOC+{kind}+{number}"
    yield f"MOA+77:{amount_text(line.invoice_amount)}:{line.currency}"
    if line.discount:
        yield f"MOA+52:{amount_text(line.discount)}:{line.currency}"
    yield f"MOA+12:{amount_text(line.paid)}:{line.currency}"
    yield f"DTM+3:{line.date:%Y%m%d}:102"
    if line.purchase_order:
        yield f"RFF+ON:{line.purchase_order}"


def _released(text):
    """Return the text with a question mark before what would end an element."""
    return "".join("?" + letter if letter in "?:+'" else letter for letter in text)
