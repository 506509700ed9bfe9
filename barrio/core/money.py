"""Amounts of money: whole minor units (cents) and an ISO 4217 code; never a float."""

import re

# ISO 4217 (minor unit column); what is not named here has two digits.
_DIGITS = {"CLP": 0, "PYG": 0, "JPY": 0, "KRW": 0, "VND": 0, "XAF": 0, "XOF": 0, "ISK": 0,
           "KWD": 3, "TND": 3, "JOD": 3, "BHD": 3}  # fmt: skip
CURRENCIES = (
    "USD", "MXN", "CAD", "EUR", "GBP", "VES", "COP", "ARS", "CLP", "PEN", "BOB", "BRL", "UYU",
    "PYG", "GTQ", "HNL", "NIO", "CRC", "PAB", "DOP", "HTG", "CUP", "JMD", "CHF", "SEK", "NOK",
    "DKK", "PLN", "CZK", "TRY", "MAD", "TND", "XAF", "XOF", "KES", "NGN", "ZAR", "INR", "PHP",
    "JPY", "KRW", "AUD", "NZD", "ISK",
)  # fmt: skip
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "MXN": "$", "ARS": "$", "CLP": "$", "COP": "$"}
# Where a comma stands before the cents. One way in both languages: two neighbours who look at
# one page must not read one figure as two.
_COMMA_BEFORE_CENTS = {"EUR", "VES", "COP", "ARS", "CLP", "BOB", "BRL", "UYU", "PYG", "CRC",
                       "CUP", "SEK", "NOK", "DKK", "PLN", "CZK", "TRY", "ISK"}  # fmt: skip
MOST = 10**15  # minor units; sums of millions of such amounts still fit 64 bits


class NotAnAmount(ValueError):
    """Not an amount that can be read in one way only."""


def digits_of(currency: str) -> int:
    return _DIGITS.get(currency, 2)


def plain(amount: int, currency: str) -> str:
    """As programs write it: `-1234.50`."""
    digits = digits_of(currency)
    whole, rest = divmod(abs(amount), 10**digits)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def shown(amount: int, currency: str) -> str:
    """As people of that currency write it: `$1,234.50`, `1.234,50 €`, `−$20.00`."""
    point, between = (",", ".") if currency in _COMMA_BEFORE_CENTS else (".", ",")
    whole, _dot, rest = plain(abs(amount), currency).partition(".")
    figure = f"{int(whole):,}".replace(",", between) + (point + rest if rest else "")
    sign = "−" if amount < 0 else ""
    mark = _SIGNS.get(currency)
    if mark is None:
        return f"{sign}{figure}\xa0{currency}"
    return f"{sign}{figure}\xa0{mark}" if currency == "EUR" else f"{sign}{mark}{figure}"


def read_amount(text: str, currency: str) -> int:
    """Minor units of what somebody typed: `1,234.50`, `1.234,50`, `$ 20`, `-3`.

    Raises `NotAnAmount`, also where it can be read in two ways (`1.234` in dollars).
    """
    digits = digits_of(currency)
    bare = re.sub(r"[\s\xa0'’]|[A-Za-z]{3}|[$€£]", "", text).replace("−", "-")
    found = re.fullmatch(r"([-+]?)(\d{1,3}(?:([.,])\d{3}(?:\3\d{3})*)?|\d+)(?:([.,])(\d+))?", bare)
    if not found or len(bare) > 24:
        raise NotAnAmount(text)
    sign, whole, between, point, rest = found.groups()
    if point and (point == between or len(rest) > digits):
        raise NotAnAmount(text)
    if between and not point and whole.count(between) == 1 and between != _between(currency):
        raise NotAnAmount(text)  # "1.234" may be one dollar and something
    units = int(re.sub(r"\D", "", whole)) * 10**digits
    units += int((rest or "0").ljust(digits, "0")) if digits else 0
    if units > MOST:
        raise NotAnAmount(text)
    return -units if sign == "-" else units


def _between(currency: str) -> str:
    return "." if currency in _COMMA_BEFORE_CENTS else ","


def share(total: int, weights: list[int]) -> list[int]:
    """`total` shared by the weights, to the last unit: largest remainder, first come first.

    Hamilton's method: each gets its quota rounded down, and the units that are left go one by
    one to the largest remainders; among equal ones to who stands first. Raises ValueError
    where no weight is positive or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need weights of which none is negative and one is positive")
    parts = [divmod(abs(total) * weight, whole) for weight in weights]
    shares = [quota for quota, _rest in parts]
    left = abs(total) - sum(shares)
    order = sorted(range(len(parts)), key=lambda n: -parts[n][1])
    for n in order[:left]:
        shares[n] += 1
    return shares if total >= 0 else [-one for one in shares]
