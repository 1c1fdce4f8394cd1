"""Where something was read, in words: the paper first, its own reference for whoever opens it."""

from __future__ import annotations

PUBLISHERS = {
    "apolatlegal.com": "Apolat Legal",
    "baomoi.net.vn": "Báo Mới",
    "english.thesaigontimes.vn": "The Saigon Times",
    "giadinh.suckhoedoisong.vn": "Sức khỏe & Đời sống",
    "news.laodong.vn": "Lao Động",
    "ngoisao.vn": "Ngôi Sao",
    "nongnghiepmoitruong.vn": "Nông nghiệp và Môi trường",
    "nongthonmoi.langson.gov.vn": "Nông thôn mới Lạng Sơn",
    "tienphong.vn": "Tiền Phong",
    "vietaustralia.com": "Viet Australia",
    "vietgiaitri.com": "Việt Giải Trí",
    "vietnamplus.vn": "VietnamPlus",
    "vinhphuctv.vn": "Truyền hình Vĩnh Phúc",
    "vnexpress.net": "VnExpress",
    "vtv.vn": "VTV",
}


def publishers(source: str) -> str:
    """Each once, by name; what is said in words already stays as it is.

    >>> publishers("vtv.vn 20171218110620861; vtv.vn 9; Chợ Bản (danh mục mùa vụ)")
    'VTV, Chợ Bản (danh mục mùa vụ)'
    """
    named = (PUBLISHERS.get(one.split(" ")[0], one) for one in source.split("; "))
    return ", ".join(dict.fromkeys(named))
