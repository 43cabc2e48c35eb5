"""Meter IDs: the forms in which a utility writes them, and the check digits that give away a typing error."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PREFIXED = re.compile(r"([A-Z]{1,10})([-./]?)(9{1,20})")
_BARE = re.compile(r"9\(([1-9][0-9]?)-([1-9][0-9]?)\)|(9{4,20})")


@dataclass(frozen=True, slots=True)
class MeterForm:
    """A kind of meter ID with a prefix: MeterForm("MTR", 4) is written MTR-0007, MeterForm("METER", 3, "") METER003."""

    prefix: str
    digits: int
    separator: str = "-"

    def canonical(self, number: str) -> str:
        """Return the ID of a number, filled up with zeros."""
        return f"{self.prefix}{self.separator}{number.zfill(self.digits)}"


@dataclass(frozen=True, slots=True)
class MeterForms:
    """All forms of a utility: those with a prefix, and how many digits an ID without one has."""

    prefixed: tuple[MeterForm, ...]
    bare: frozenset[int] = frozenset()


def forms(notation: str) -> MeterForms:
    """Read forms as METER_FORMS writes them: "MTR-9999,METER999,9(8-16)", a 9 for each digit. Raises ValueError."""
    prefixed: list[MeterForm] = []
    bare: set[int] = set()
    for part in notation.upper().split(","):
        if named := _PREFIXED.fullmatch(part.strip()):
            prefixed.append(MeterForm(named[1], len(named[3]), named[2]))
        elif plain := _BARE.fullmatch(part.strip()):
            least, most = (len(plain[3]), len(plain[3])) if plain[3] else (int(plain[1]), int(plain[2]))
            bare.update(range(least, most + 1))
            if least > most:
                raise ValueError(part)
        else:
            raise ValueError(part)
    return MeterForms(tuple(prefixed), frozenset(bare))


DEFAULT_NOTATION = "MTR-9999,METER999,9(8-16)"
DEFAULT_FORMS = forms(DEFAULT_NOTATION)


def canonical(meter: str) -> str:
    """Return a meter code as it is written in the registry: capitals, no spaces."""
    return "".join(meter.split()).upper()


class Check(StrEnum):
    """Where a utility's meter IDs have check digits, how they are made."""

    NONE = "none"
    LUHN = "luhn"
    MOD97 = "mod97"
    GS1 = "gs1"


def fits(meter: str, check: Check) -> bool:
    """Whether the check digits of a meter ID are right. It follows from the ID alone and tells of no meter."""
    digits = [int(sign) for sign in meter if sign.isdigit()]
    match check:
        case Check.LUHN:
            return _luhn(digits)
        case Check.MOD97:
            return _mod97(meter)
        case Check.GS1:
            return _gs1(digits)
        case _:
            return True


def _luhn(digits: list[int]) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the last but one is doubled, its own digits summed."""
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _mod97(meter: str) -> bool:
    """ISO/IEC 7064, MOD 97-10, over digits and letters (A = 10 ... Z = 35); the last two digits are the check."""
    return int("".join(str(int(sign, 36)) for sign in meter if sign.isalnum())) % 97 == 1


def _gs1(digits: list[int]) -> bool:
    """GS1 General Specifications, 7.9 (EAN codes of connections): every second digit from the last but one counts 3."""
    return (sum(digits[-1::-2]) + 3 * sum(digits[-2::-2])) % 10 == 0
