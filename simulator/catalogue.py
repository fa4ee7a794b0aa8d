"""What the demo company sells to Amazon: products with every number that trade needs, and generated ones for bulk."""
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# GS1 keeps prefix 952 for demonstrations: no real article carries these numbers.
GS1_DEMO_PREFIX = "952"
EXCHANGE = {"USD": Decimal("1"), "EUR": Decimal("0.92"), "GBP": Decimal("0.79"), "JPY": Decimal("150")}
POUNDS_PER_KILOGRAM = Decimal("2.2046")


@dataclass(frozen=True)
class Product:
    """An article: cost in US dollars, of one piece, or of one pound when it is priced by weight."""

    sku: str
    name: str
    asin: str
    gtin13: str
    gtin14: str
    case_size: int
    weight: Decimal  # kilograms of one piece
    cost: Decimal
    list_price: Decimal = None
    by_weight: bool = False
    category: str = ""

    def cost_in(self, currency):
        """Return the agreed cost; outside the dollar a weight-priced article is priced by the kilogram."""
        cost = self.cost * EXCHANGE[currency]
        if self.by_weight and currency != "USD":
            cost *= POUNDS_PER_KILOGRAM
        return _rounded(cost, currency)

    def list_price_in(self, currency):
        return _rounded(self.list_price * EXCHANGE[currency], currency) if self.list_price else None


def _rounded(amount, currency):
    return amount.quantize(Decimal("1") if currency == "JPY" else Decimal("0.01"), ROUND_HALF_UP)


def with_check_digit(digits):
    """Append the GS1 check digit: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def isbn10(nine_digits):
    """Append the check character of an ISBN-10, which is a book's ASIN."""
    remainder = -sum((10 - place) * int(digit) for place, digit in enumerate(nine_digits)) % 11
    return nine_digits + ("X" if remainder == 10 else str(remainder))


def _article(number, sku, name, case_size, weight, cost, category, by_weight=False):
    reference = f"{GS1_DEMO_PREFIX}1234{number:05d}"
    return Product(
        sku=sku,
        name=name,
        asin=f"B0ACRN{number:04d}",
        gtin13=with_check_digit(reference),
        gtin14=with_check_digit("1" + reference),
        case_size=case_size,
        weight=Decimal(weight),
        cost=Decimal(cost),
        by_weight=by_weight,
        category=category,
    )


def _book(number, sku, name, case_size, weight, cost, list_price):
    nine_digits = f"99901{number:04d}"
    reference = "978" + nine_digits
    return Product(
        sku=sku,
        name=name,
        asin=isbn10(nine_digits),
        gtin13=with_check_digit(reference),
        gtin14=with_check_digit("1" + reference),
        case_size=case_size,
        weight=Decimal(weight),
        cost=Decimal(cost),
        list_price=Decimal(list_price),
        category="Books",
    )


PRODUCTS = (
    _article(1, "AC-KET-17", "Acorn Stovetop Kettle 1.7 L, brushed steel", 6, "1.150", "18.40", "Kitchen"),
    _article(2, "AC-PAN-24", "Acorn Cast Iron Pan 24 cm", 4, "2.300", "14.75", "Kitchen"),
    _article(3, "AC-PAN-28", "Acorn Cast Iron Pan 28 cm", 4, "2.900", "17.20", "Kitchen"),
    _article(4, "AC-BRD-OAK", "Acorn Oak Chopping Board 40 x 28 cm", 8, "1.600", "11.30", "Kitchen"),
    _article(5, "AC-KNF-CHEF", "Acorn Chef's Knife 20 cm", 12, "0.260", "16.95", "Kitchen"),
    _article(6, "AC-KNF-PAR", "Acorn Paring Knife 9 cm", 24, "0.080", "5.10", "Kitchen"),
    _article(7, "AC-MUG-4BL", "Acorn Stoneware Mugs 350 ml, set of 4, blue", 6, "1.480", "12.60", "Tableware"),
    _article(8, "AC-MUG-4GR", "Acorn Stoneware Mugs 350 ml, set of 4, green", 6, "1.480", "12.60", "Tableware"),
    _article(9, "AC-BTL-750", "Acorn Steel Drinking Bottle 750 ml", 12, "0.340", "7.45", "Outdoor"),
    _article(10, "AC-BTL-500", "Acorn Steel Drinking Bottle 500 ml", 12, "0.280", "6.60", "Outdoor"),
    _article(11, "AC-LMP-LED", "Acorn Rechargeable Camping Lantern", 10, "0.520", "13.85", "Outdoor"),
    _article(12, "AC-TRP-2P", "Acorn Two-Person Tent", 2, "2.750", "41.90", "Outdoor"),
    _article(13, "AC-SLB-M", "Acorn Sleeping Bag 0 C, medium", 5, "1.350", "27.50", "Outdoor"),
    _article(14, "AC-TWL-BTH", "Acorn Bath Towel 70 x 140 cm, stone", 20, "0.550", "6.20", "Home"),
    _article(15, "AC-TWL-HND", "Acorn Hand Towel 50 x 90 cm, stone", 40, "0.260", "3.15", "Home"),
    _article(16, "AC-CDL-CED", "Acorn Cedar Candle 220 g", 18, "0.480", "5.95", "Home"),
    _article(17, "AC-SPG-7", "Acorn Cellulose Sponges, pack of 7", 144, "0.070", "1.12", "Home"),
    _article(18, "AC-TEA-MNT", "Acorn Peppermint Tea, 20 bags", 7, "0.050", "1.85", "Grocery"),
    _article(19, "AC-HNY-500", "Acorn Forest Honey 500 g", 12, "0.780", "4.40", "Grocery"),
    _article(20, "AC-COF-BNS", "Acorn Coffee Beans, 1 kg bag", 8, "1.000", "5.35", "Grocery", by_weight=True),
    _article(21, "AC-CHS-WHL", "Acorn Mountain Cheese, whole wheel", 1, "4.200", "6.90", "Grocery", by_weight=True),
    _book(1, "AC-BK-BREAD", "Bread Without Hurry (paperback)", 20, "0.610", "8.99", "19.99"),
    _book(2, "AC-BK-FOREST", "A Year in the Forest (hardcover)", 12, "0.940", "14.85", "32.99"),
    _book(3, "AC-BK-KNOTS", "Forty Useful Knots (paperback)", 24, "0.280", "5.84", "12.99"),
)

# Amazon orders this now and then, but no product of the demo company carries its numbers.
UNKNOWN_PRODUCT = _article(
    900, "AC-DISCONT-9", "Acorn Enamel Jug (discontinued)", 6, "0.650", "8.20", "Kitchen"
)


def by_sku(sku):
    """Return the demo product with this vendor SKU."""
    return next(product for product in PRODUCTS if product.sku == sku)


def generated_products(count):
    """Return as many plain products as a bulk run needs, the same ones every time."""
    return [
        _article(
            1000 + number,
            f"BULK-{number:05d}",
            f"Acorn bulk article {number}",
            case_size=(1, 6, 7, 12, 24, 144)[number % 6],
            weight="0.250",
            cost=str(Decimal(199 + 37 * number % 9800) / 100),
            category="Bulk",
        )
        for number in range(1, count + 1)
    ]
