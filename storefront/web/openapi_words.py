"""What the open description says first; and in Vietnamese, what it says of the open figures.

Names of fields and indicators stay; so do, in English, the words about doors that no program of
somebody else's comes through.
"""

from __future__ import annotations

from typing import Any

INTRODUCTION = """\
What programs may ask of this market. Without a key: open figures, places, words to search for.
The rest is what the market's own pages, the team's field kit, banks and gateways use; it is written
down so that anybody can check it.

Money is whole đồng. Days are those of Asia/Ho_Chi_Minh (`2026-11-23`); moments carry their offset.
A ratio is a decimal in text, exact; a multiple is cut off as officials print it. `null` is no data
yet, which is not zero. Fields stay; more may come beside them.

Refusals are pages in the reader's language, unless JSON is named beside the status. A thing that
somebody may not see is answered like one that is not there: 404.
"""

_INTRODUCED = """\
Chương trình có thể hỏi gì ở chợ này. Không cần khóa: số liệu mở, địa bàn, gợi ý khi tìm. Phần còn
lại do trang của chợ, túi đi bản của tổ, ngân hàng và cổng thanh toán dùng; viết ra đây để ai cũng
kiểm được, và vẫn bằng tiếng Anh.

Tiền là đồng nguyên. Ngày theo lịch Asia/Ho_Chi_Minh (`2026-11-23`); thời điểm kèm chênh lệch múi
giờ. Tỷ số là số thập phân viết thành chữ, chính xác; số lần được cắt như cán bộ in. `null` là chưa
có số, không phải số không. Trường đã có thì giữ nguyên; có thể thêm trường mới bên cạnh.

Lời từ chối là trang bằng ngôn ngữ của người đọc, trừ khi bên mã trạng thái có ghi JSON. Thứ mà một
người không được xem thì trả lời như thứ không có: 404.
"""

VIETNAMESE = {
    INTRODUCTION: _INTRODUCED,
    # doors
    "The open figures of the campaign.": "Số liệu mở của chiến dịch.",
    "The open figures by commune, as a sheet in the reader's language.":
        "Số liệu mở theo xã, thành bảng bằng ngôn ngữ của người đọc.",
    "Goods, shops and places whose names begin like these words.":
        "Mặt hàng, gian hàng và địa bàn có tên bắt đầu bằng những chữ này.",
    "Places whose names begin like these words.": "Địa bàn có tên bắt đầu bằng những chữ này.",
    "This description.": "Bản mô tả này.",
    # open figures
    "The figures of today, of the whole province and by commune.":
        "Số liệu hôm nay, của cả tỉnh và theo từng xã.",
    "Nothing where no campaign runs.": "Để trống nơi không có chiến dịch nào.",
    "When something was counted last.": "Lần cuối có việc được đếm.",
    "Households stand where they live today.": "Hộ được tính ở nơi đang sống hôm nay.",
    "By its name in the dictionary of indicators.": "Theo tên trong từ điển chỉ tiêu.",
    "What is counted; `dong` is whole đồng.": "Đếm gì; `dong` là đồng nguyên.",
    "null: no data yet. `small`: from 1 to 4. `with it`: the small one could be worked out.":
        "null: chưa có số. `small`: từ 1 đến 4. `with it`: để lộ thì tính ra được số nhỏ kia.",
    "What stood on the day the campaign began; null is unknown.":
        "Mốc của ngày phát động; null là không biết.",
    "Value by baseline, cut off as officials print it.":
        "Giá trị chia cho mốc, cắt như cán bộ in.",
    "The same, exact, as a decimal in text.":
        "Cũng số ấy, chính xác, viết thành chữ dạng thập phân.",
    "From this day the code means this place: the two together name it.":
        "Từ ngày này mã chỉ địa bàn này: mã và ngày đi đôi mới thành tên.",
    "By indicator.": "Theo chỉ tiêu.",
    # answers
    "As asked.": "Đúng như đã hỏi.",
    "Nobody is signed in where somebody must be; or this browser is a counter.":
        "Chưa đăng nhập ở nơi phải đăng nhập; hoặc trình duyệt này là quầy.",
    "What the ETag in If-None-Match stands for is still so.":
        "Điều mà ETag trong If-None-Match chỉ vẫn như cũ.",
    "Too long an address, or bytes that are no text.":
        "Địa chỉ quá dài, hoặc byte không thành chữ.",
    "Not there, or not for whoever asks.": "Không có, hoặc không dành cho người hỏi.",
    "Not by this method.": "Không hỏi bằng cách này được.",
    "Too many questions from one address within a minute.":
        "Một địa chỉ hỏi quá nhiều trong một phút.",
    "The database is away or held by others. Ask again.":
        "Cơ sở dữ liệu đang vắng hoặc bận việc khác. Hãy hỏi lại.",
    "Seconds.": "Giây.",
}  # fmt: skip


def in_vietnamese(told: Any) -> Any:
    """The same description; what is not in the table stays as it is."""
    if isinstance(told, dict):
        return {key: _put(key, value) for key, value in told.items()}
    return [in_vietnamese(it) for it in told] if isinstance(told, list) else told


def _put(key: str, value: Any) -> Any:
    if key in ("summary", "description") and isinstance(value, str):
        return VIETNAMESE.get(value, value)
    return in_vietnamese(value)
