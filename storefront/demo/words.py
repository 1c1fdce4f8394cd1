"""What shops say about themselves and their goods, in a neighbour's voice."""

from __future__ import annotations

from storefront.demo.chance import Chance
from storefront.demo.goods import Good
from storefront.shops.models import Category

_STORIES = {
    Category.FRUIT: (
        "Vườn trên sườn núi đá, nhà hái từ sáng sớm rồi gửi trong ngày.",
        "Nhà trồng hơn ba trăm gốc. Quả chín cây mới hái, không ủ.",
        "Vườn cũ của bố mẹ để lại, nay hai vợ chồng chăm và tự gói gửi.",
    ),
    Category.SPICE: (
        "Nhà có đồi hồi từ đời ông. Phơi nắng trên sân, không sấy than.",
        "Hái trên rừng nhà giao khoán, phơi khô rồi mới bán.",
    ),
    Category.HONEY: (
        "Nhà nuôi tám mươi đàn ong, quay mật theo mùa hoa, không cho ăn đường.",
        "Ong đặt ven rừng. Mỗi năm quay ba lần, hết thì thôi.",
    ),
    Category.VEGETABLE: (
        "Rau trồng ở soi bãi ven suối, sáng cắt chiều gửi.",
        "Nhà làm ít, ăn gì bán nấy. Đặt hôm trước, sáng hôm sau cắt.",
    ),
    Category.TEA: (
        "Chè trên núi cao, hái một tôm hai lá, sao bằng chảo gang.",
        "Cả nhà hái và sao chè. Mỗi mẻ đều thử nước trước khi gói.",
    ),
    Category.DRY: (
        "Ruộng bậc thang một vụ, xay khi có người đặt cho gạo còn thơm.",
        "Nhà làm theo lối cũ, phơi nắng, không tẩy.",
    ),
    Category.ANIMAL: (
        "Nuôi thả trên đồi, ăn ngô và rau. Đặt trước hai ngày.",
        "Nhà nuôi ít nên lần nào cũng phải hẹn. Cân xong mới tính tiền.",
    ),
    Category.PREPARED: (
        "Bánh làm theo lối của bà ngoại, sáng gói chiều gửi xe.",
        "Làm từng mẻ nhỏ trong bếp nhà. Đặt trước để kịp mẻ.",
    ),
    Category.CRAFT: (
        "Làm tay lúc nông nhàn, mỗi cái một khác.",
        "Mẹ dạy cho hai chị em, tối tối ngồi làm.",
    ),
}

_HOW_KEPT = {
    Category.FRUIT: "Hái buổi sớm, xếp lót lá.",
    Category.SPICE: "Phơi khô, để nơi thoáng.",
    Category.HONEY: "Mật nguyên, không pha. Trời lạnh có thể đóng đường.",
    Category.VEGETABLE: "Cắt trong ngày, bó bằng lạt.",
    Category.TEA: "Sao tay, gói kín.",
    Category.DRY: "Phơi nắng, sàng sạch, đóng túi.",
    Category.ANIMAL: "Đặt trước hai ngày. Nặng nhẹ tính theo cân thật.",
    Category.PREPARED: "Làm theo mẻ, không chất bảo quản.",
    Category.CRAFT: "Làm tay nên mỗi cái hơi khác ảnh.",
}


def a_story(chance: Chance, main: Good) -> str:
    return chance.pick(_STORIES[main.category])


def description_of(good: Good) -> str:
    kept = _HOW_KEPT[good.category]
    if good.shelf_days is None:
        return kept
    if good.shelf_days <= 4:
        return f"{kept} Ăn ngon nhất trong {good.shelf_days} ngày."
    return f"{kept} Để được {_how_long(good.shelf_days)}."


def _how_long(days: int) -> str:
    return f"{days} ngày" if days < 60 else f"{days // 30} tháng"
