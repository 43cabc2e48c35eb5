"""The file of operators and their credentials: read strictly, written whole, and by the published numbers."""

from pathlib import Path

import pytest

from bot import credentials
from bot.operators import NoOperators, Operator, Operators, Role, read, write

PHC = f"{credentials.PREFIX}{'A' * 22}${'A' * 43}"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238's own, "12345678901234567890"


def _file(folder: Path, text: str) -> Path:
    file = folder / "operators.yaml"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    step = seconds // 30
    assert credentials.code(SECRET, step) == code
    assert credentials.step_of(SECRET, code, seconds) == step
    assert credentials.step_of(SECRET, code, seconds + 30) == step
    assert credentials.step_of(SECRET, code, seconds + 60) is None
    assert credentials.step_of(SECRET, code, seconds - 30) is None


@pytest.mark.parametrize("typed", ["", "28708", "2870821", "२८७०८२", "287082 "])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert credentials.step_of(SECRET, typed, 59) is None


def test_a_hash_is_of_argon2id_salted_and_matches_its_password_alone() -> None:
    first, second = credentials.hashed("correct horse battery"), credentials.hashed("correct horse battery")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert first != second
    assert credentials.matches("correct horse battery", first)
    assert not credentials.matches("correct horse battery ", first)
    assert not credentials.matches("Correct horse battery", first)


def test_a_long_password_counts_to_its_last_sign() -> None:
    long = "x" * 1000
    assert not credentials.matches(long + "a", credentials.hashed(long + "b"))


def test_secrets_are_random_and_of_160_bits() -> None:
    secrets = {credentials.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(credentials.is_secret(one) and len(one) == 32 for one in secrets)
    assert not credentials.is_secret("ABC")
    assert not credentials.is_secret("A" * 16)
    assert not credentials.is_secret("\u00c4" * 32)


def test_an_authenticator_is_told_name_and_secret() -> None:
    told = credentials.provisioning(SECRET, "alex")
    assert told == f"otpauth://totp/Wattline:alex?secret={SECRET}&issuer=Wattline"


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaaaaa", "wattline-wattline-", "alexalexpassword", "x" * 1025]
)
def test_a_weak_password_is_told_why(password: str) -> None:
    assert credentials.weakness(password, "alex") is not None


@pytest.mark.parametrize(
    "password", ["three small words", "ein langes Wort genügt", "नमस्ते दुनिया कैसे हो", "x9" * 30 + "kwzqva"]
)
def test_any_signs_make_a_password(password: str) -> None:
    assert credentials.weakness(password, "alex") is None


def test_what_is_written_is_read_again_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "operators.yaml"
    people = {
        "ada": Operator("ada", frozenset({Role.ADMIN, Role.AGENT}), PHC, SECRET),
        "cleo": Operator("cleo", frozenset({Role.CAMPAIGNER}), PHC),
    }
    write(file, people)
    assert read(file) == people
    assert file.stat().st_mode & 0o777 == 0o600
    assert PHC not in repr(people)
    assert SECRET not in repr(people)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ada: [", "is no YAML"),
        ("- ada", "should hold names"),
        ("Ada: {}", "'Ada' should be a name"),
        ("1: {}", "1 should be a name"),
        ("ada: agent", "ada should have roles, password and totp"),
        (
            "ada: {roles: [agent], password: x, admin: true}",
            "ada should have roles, password and totp, and nothing else",
        ),
        ("ada: {roles: [agent], password: secret}", "ada: the password should be a hash"),
        (
            "ada: {roles: [agent], password: '$argon2id$v=19$m=1024,t=1,p=1$AAAA$AAAA'}",
            "ada: the password should be a hash",
        ),
        (f"ada: {{roles: [boss], password: '{PHC}'}}", "ada: roles should be a list of agent, campaigner"),
        (f"ada: {{roles: [], password: '{PHC}'}}", "ada: roles should be a list"),
        (f"ada: {{password: '{PHC}'}}", "ada: roles should be a list"),
        (f"ada: {{roles: [agent], password: '{PHC}', totp: JBSW}}", "ada: totp should be a secret of 160 bits"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(NoOperators) as raised:
        read(_file(tmp_path, text))
    assert why in str(raised.value)
    assert not any(secret in str(raised.value) for secret in (PHC, "JBSW", "m=1024"))


def test_no_file_says_so_and_an_empty_one_holds_nobody(tmp_path: Path) -> None:
    with pytest.raises(NoOperators, match="cannot be read"):
        read(tmp_path / "nothing.yaml")
    assert read(_file(tmp_path, "")) == {}


def test_operators_are_found_under_their_pseudonyms_and_the_file_is_read_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "operators.yaml"
    ada = Operator("ada", frozenset({Role.ADMIN}), PHC)
    write(file, {"ada": ada})
    known = Operators(file, lambda name: f"pseudonym of {name}")
    assert known.by_pseudonym("pseudonym of ada") == ada
    assert known.by_pseudonym("ada") is None
    write(file, {"cleo": Operator("cleo", frozenset({Role.AGENT}), PHC)})
    assert known.by_pseudonym("pseudonym of ada") is None
    assert known.by_pseudonym("pseudonym of cleo") is not None
    file.unlink()
    assert known.by_pseudonym("pseudonym of cleo") is not None, "what cannot be read changes nothing"
