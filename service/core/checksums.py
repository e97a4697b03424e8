"""Numbers that tell whether they are right: identity numbers and bank cards."""

import re
from datetime import date

#: GB 11643-1999: the check character of an 18-character identity number
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
#: GB/T 2260: what the first two digits of an area can be
PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
#: 15-digit numbers were given until 1999; earlier years would read case numbers as birthdays
OLD_SINCE = 30
EARLIEST = date(1880, 1, 1)


def is_identity(number: str) -> bool:
    """Tell whether this is an identity number of 15 or 18 characters, an X in upper case."""
    if not PROVINCES.match(number):
        return False
    if len(number) == len("210102300101001"):
        return number.isdigit() and int(number[6:8]) >= OLD_SINCE and _is_day(f"19{number[6:12]}")
    if len(number) != len("21010219300101001X") or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17] and _is_day(number[6:14])


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) >= EARLIEST
    except ValueError:
        return False


def is_luhn(number: str) -> bool:
    """Tell whether the check digit is right (ISO/IEC 7812-1, annex B)."""
    double = [sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2]]
    return (sum(double) + sum(map(int, number[-1::-2]))) % 10 == 0
