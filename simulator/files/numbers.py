"""The numbers that vendors give their invoices, and how Amazon hands them back."""
import random

# Each makes a number from a year and a counter. Some end as Amazon's suffixes do, and are whole numbers all the same.
FORMS = {
    "slashes": lambda year, count: f"INV/{year}/{count:05d}",
    "hyphens": lambda year, count: f"RE-{year}-{count:04d}",
    "leading_zeros": lambda year, count: f"{count:06d}",
    "digits": lambda year, count: str(4711000 + count),
    "ends_in_sc": lambda year, count: f"EXP{count:04d}SC",
    "ends_in_r": lambda year, count: f"{year}/{count:04d}R",
    "ends_in_pc": lambda year, count: f"INV{count:04d}PC",
}
USUAL_FORMS = {
    "slashes": 60, "hyphens": 14, "leading_zeros": 10, "digits": 8, "ends_in_sc": 3, "ends_in_r": 3, "ends_in_pc": 2,
}


def credit_note_number(year, count):
    return f"RINV/{year}/{count:05d}"


def without_separators(number):
    return "".join(letter for letter in number if letter.isalnum())


def without_leading_zeros(number):
    """Return what Excel leaves of a number that it takes for a quantity."""
    return str(int(number)) if number.isdecimal() and len(number) < 15 else number


MANGLED = {
    "without_separators": without_separators,
    "underscores": lambda number: number.replace("-", "_").replace("/", "_"),
    "lower_case": str.lower,
    "blanks": lambda number: f" {number.replace('/', ' / ')} ",
    "without_leading_zeros": without_leading_zeros,
    "unharmed": str,
}


def mangled(number, seed):
    """Return the number as it comes back: always the same way for the same number and seed."""
    if number.isdecimal():
        return without_leading_zeros(number)
    way = random.Random(f"{seed}/{number}").choice(tuple(MANGLED))
    return MANGLED[way](number)


def order_number(counter):
    """Return a purchase order number such as Amazon's: a digit and seven letters or digits, no two alike."""
    value = counter * 48271 * 40961 % 36**7
    letters = []
    for _place in range(7):
        value, letter = divmod(value, 36)
        letters.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[letter])
    return str(2 + counter % 7) + "".join(letters)
