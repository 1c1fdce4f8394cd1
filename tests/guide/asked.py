"""Questions as people put them, none of them as the guide has them: to the market and to a phone
without signal."""

ASKED = {
    "vi": """
how-to-buy: muốn mua na chi lăng thì bấm vào đâu
how-to-buy: mua không cần đăng ký được chứ
pay-by-qr: quet ma qr bang may khac
pay-by-qr: ngân hàng hiện sẵn số tiền rồi có đúng không
pay-by-qr: tra bang zalopay duoc khong
paid-not-seen: em chuyển khoản từ sáng mà đơn vẫn chưa thấy trả
paid-not-seen: tien bi tru roi ma trang van cho
find-order: mất đường link xem đơn rồi
find-order: hang cua toi den dau
change-or-cancel: tôi muốn huỷ đơn
change-or-cancel: ghi sai địa chỉ sửa ở đâu
something-wrong: nhận được quả bị dập hết
something-wrong: thieu mot kien hang
money-back: lỡ chuyển hai lần thì lấy lại tiền sao
money-back: chờ hoàn tiền lâu quá
how-it-is-sent: phí vận chuyển về sài gòn bao nhiêu
how-it-is-sent: gui xe khach the nao
deposit: sao phải cọc trước
deposit: trời mưa chưa hái được thì đơn ra sao
is-it-genuine: sợ mã giả dán đè lên
is-it-genuine: có người gọi điện đòi mã đăng nhập
no-smartphone: mẹ em dùng điện thoại bàn phím
order-together: bếp ăn trường mầm non đặt rau
order-together: gom đơn cả cơ quan
sign-in: nhập số rồi mà mã không về
sign-in: quen mat khau
answer-an-order: bấm nhận đơn ở đâu
answer-an-order: tin nhắn hỏi 1 2 3 là gì
list-goods: muốn bán thêm măng khô
list-goods: chụp ảnh thế nào cho đẹp
price-and-stock: sửa giá gà
price-and-stock: bán hết rồi thì bấm gì
rest: tuần sau đi gặt không bán
rest: nghỉ tết đóng gian hàng tạm
has-money-come: hôm nay có bao nhiêu tiền
has-money-come: khách đưa ảnh chụp chuyển khoản
change-account: đổi sang ngân hàng khác
change-account: ghi nhầm số tài khoản
pack-and-send: in nhãn dán thùng
pack-and-send: đưa hàng ra xe xong ghi gì
weigh: con gà cân lên nặng hơn
share-shop: gửi gian hàng lên zalo
share-shop: in mã để treo ở sạp
year-and-tax: bán nhiều có bị thu thuế không
my-data: ai vào sửa giá hàng nhà tôi
my-data: không muốn tổ bấm hộ nữa
open-a-shop: đăng ký cho nhà mới trong bản
open-a-shop: có cần căn cước không
no-signal: trên núi mất sóng làm sao ghi
no-signal: viec trong hang cho khong gui
whom-to-visit: hôm nay nên đi nhà nào
cash-held: cầm tiền hộ người ta ghi ở đâu
twice-the-same: lỡ ghi một nhà hai lần
hidden-figures: bảng hiện dấu … là sao
hidden-figures: gian hàng hoạt động tính kiểu gì
sign-a-report: nộp báo cáo tháng
sign-a-report: báo cáo gửi rồi phát hiện sai
""",
    "en": """
how-to-buy: can I order without an account
pay-by-qr: how do I pay with my banking app
paid-not-seen: I transferred but the order still waits
find-order: I lost the link to my order
change-or-cancel: please cancel my order
something-wrong: the fruit came spoiled
money-back: when do I get my refund
how-it-is-sent: what is the shipping fee
deposit: why a deposit
is-it-genuine: is this a scam
sign-in: no code arrives on my phone
price-and-stock: change a price
no-signal: how do I work offline
sign-a-report: export the monthly report
""",
}


def questions(language: str) -> list[tuple[str, str]]:
    """Which topic answers, and what was asked."""
    lines = [line.split(": ", 1) for line in ASKED[language].strip().splitlines()]
    return [(key, question) for key, question in lines]
