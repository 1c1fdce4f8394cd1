"""What we write about a report: short enough for an SMS, in its reader's language."""

from collections.abc import Mapping

from storefront.takedowns.models import Wrong

WRONGS: Mapping[str, Mapping[Wrong, str]] = {
    "vi": {
        Wrong.BANNED: "hàng không được bán",
        Wrong.UNSAFE: "không an toàn",
        Wrong.FAKE: "hàng giả, mượn tên hay ảnh",
        Wrong.UNTRUE: "không đúng lời tả",
        Wrong.CHEAT: "lừa đảo",
        Wrong.INDECENT: "lời hay ảnh không phải phép",
        Wrong.OTHER: "chuyện khác",
    },
    "en": {
        Wrong.BANNED: "may not be sold",
        Wrong.UNSAFE: "not safe",
        Wrong.FAKE: "fake, or another's name or photo",
        Wrong.UNTRUE: "not as described",
        Wrong.CHEAT: "a fraud",
        Wrong.INDECENT: "indecent words or pictures",
        Wrong.OTHER: "something else",
    },
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "reported": "Có người báo {name}: {wrong}. Xem trước {until}: {link}",
        "asked": "Xã xem {name}: {wrong}. {ruling}. Sửa trước {until}: {link}",
        "kept": "Xã đã xem lại {name}: được rồi, khách vẫn thấy. {link}",
        "down": "Xã đã gỡ {name}: {wrong}. {ruling}. Không đồng ý thì nói ở đây: {link}",
        "objected": "Nhà bán không đồng ý việc gỡ {name}. Người thứ hai xét trước {until}: {link}",
        "upheld": "Người thứ hai đã xét: {name} vẫn gỡ. {answer}. {link}",
        "back": "{name} đã trả lại chợ như cũ. {link}",
    },
    "en": {
        "reported": "Somebody reports {name}: {wrong}. Look before {until}: {link}",
        "asked": "The commune looked at {name}: {wrong}. {ruling}. Change it by {until}: {link}",
        "kept": "The commune looked at {name} again: it is all right and stays. {link}",
        "down": "The commune took {name} down: {wrong}. {ruling}. Object here: {link}",
        "objected": "The house objects: {name} was taken down. A second officer by {until}: {link}",
        "upheld": "A second officer has looked: {name} stays down. {answer}. {link}",
        "back": "{name} is back on the market as it was. {link}",
    },
}


def say(what: str, *, language: str, wrong: Wrong, **said: str) -> str:
    language = language if language in _WORDS else "vi"
    plain = {name: words.rstrip(".") for name, words in said.items()}
    return _WORDS[language][what].format(wrong=WRONGS[language][wrong], **plain)
