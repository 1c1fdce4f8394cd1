"""Two lists of households that the valley's leader brought: one is in the book, one is to be put
right, and nothing of it is written."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO

from storefront import clock
from storefront.accounts import queries as people
from storefront.accounts.models import Person
from storefront.accounts.permissions import Role
from storefront.demo.scenes.stage import DAY, HOUR, Stage
from storefront.rolls import actions, reading
from storefront.rolls.checking import Checked, check
from storefront.rolls.sheet import Sheet

_HEADS = (
    "Chủ hộ", "Xưng hô", "Thôn", "Năm sinh", "Điện thoại", "Đồng ý mở gian hàng",
    "Đồng ý để tổ bấm hộ", "Cách đồng ý", "Ngày đồng ý", "Mặt hàng đầu tiên",
)  # fmt: skip
Row = tuple[str, str, str, str, str, str, str]
"""Name, honorific, birth year, phone, a shop, the team's pressing, first goods."""
_RIGHT: tuple[Row, ...] = (
    ("Lành Thị Khuyên", "bà", "1961", "0304 000 091", "có", "có", "Măng ớt"),
    ("Phùng Văn Thẩm", "ông", "1958", "", "có", "có", "Mật ong rừng"),
    ("Chu Thị Lén", "chị", "1983", "0304 000 092", "có", "không", "Na dai"),
    ("Linh Văn Phấn", "anh", "1990", "0304 000 093", "có", "có", "Gà đồi"),
)
_WRONG: tuple[Row, ...] = (
    ("Mông Thị Hải", "bà", "1965", "0304 000 94", "có", "có", "Hồi khô"),
    ("Lăng Văn Thậm", "ông", "196", "", "có", "có", "Thạch đen"),
    ("Triệu Thị Nái", "chị", "1988", "0304 000 091", "có", "không", "Chè"),
    ("Lâm Văn Đuổm", "anh", "1979", "", "không", "có", "Nấm hương"),
    ("Hoàng Thị Tím", "chị", "1994", "0304 000 095", "có", "có", "Rau bò khai"),
)


def brings_lists(stage: Stage) -> None:
    """One last week, after a meeting of the village; one this morning."""
    village = stage.valley.shop.household.village
    leader = people.posted_over(village, Role.LEADER, on=stage.today)[0]
    last_week, now = stage.now - 7 * DAY, stage.now - HOUR
    sheet, checked = _read(_RIGHT, village.name, by=leader, at=last_week)
    roll = actions.bring(sheet, checked, name="hop-thon.csv", digest="", by=leader, at=last_week)
    roll.asked_at = last_week
    actions.finish(roll, checked, {}, at=last_week)
    sheet, checked = _read(_WRONG, village.name, by=leader, at=now)
    actions.bring(sheet, checked, name="ho-moi.csv", digest="", by=leader, at=now)


def _read(rows: Sequence[Row], village: str, *, by: Person, at: datetime) -> tuple[Sheet, Checked]:
    on = clock.village_date(at)
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(_HEADS)
    for name, honorific, born, phone, shop, helped, goods in rows:
        agreed = (shop, helped, "tự đọc", f"{on:%d/%m/%Y}")
        lines.writerow((name, honorific, village, born, phone, *agreed, goods))
    sheet = reading.read(out.getvalue().encode())
    return sheet, check(sheet.lines, by=by, on=on)
