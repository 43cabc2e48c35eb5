"""What the console's pictures are drawn from."""

import pytest

from bot.web.console.charts import ACROSS, LENGTH, TILES, bars, rows, tiles, told


def test_the_largest_count_has_the_longest_bar() -> None:
    drawn = bars({"sent": 30, "failed": 15, "read": 0})

    assert [(one.label, one.number, one.length) for one in drawn] == [
        ("sent", 30, LENGTH),
        ("failed", 15, LENGTH // 2),
        ("read", 0, 0),
    ]
    assert told(drawn) == "sent: 30, failed: 15, read: 0"
    assert bars({}) == ()
    assert bars({"sent": 0})[0].length == 0


def test_a_few_homes_have_a_tile_each() -> None:
    drawn = tiles({"take part": 2, "skipped": 0, "silent": 1})

    assert [one.group for one in drawn] == ["take part", "take part", "silent"]
    assert rows(drawn) == 1
    assert rows(tiles({})) == 0


@pytest.mark.parametrize(
    "groups",
    [
        {"take part": 60_000, "skipped": 1, "silent": 39_999, "not asked": 0},
        {"take part": 333, "skipped": 333, "silent": 334, "not asked": 1},
        {"take part": 1, "skipped": 1, "silent": 1, "not asked": 100_000},
        {"take part": 101, "skipped": 0, "silent": 0, "not asked": 0},
    ],
)
def test_many_homes_share_a_hundred_tiles_and_no_group_is_lost(groups: dict[str, int]) -> None:
    drawn = tiles(groups)

    assert len(drawn) == TILES
    assert rows(drawn) == TILES // ACROSS
    assert {one.group for one in drawn} == {group for group, number in groups.items() if number}
    assert len({(one.column, one.row) for one in drawn}) == TILES
