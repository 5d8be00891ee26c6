"""Search keys for names: initials and full spelling in every reading, so that `zs` and `zhangsan` find 张三.

A character is read in its usual way, as pypinyin has it first. Surnames are read by a table of our own, because the
usual reading of the character is often not that of the surname, and so are the few characters that given names read in
more than one way; the usual reading is indexed after those, since not every bearer reads it the same way. The rare
readings that dictionaries have besides (方 wang, 立 wei) are those of no name, and would only find the wrong people.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import zip_longest

from core.values.cleaning import folded, searchable

_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9]|[^\W_a-z0-9]")
"""The beginning of a word in Latin letters, or any other letter, such as a Chinese character."""

MOST_READINGS = 16
"""A name is spelt in at most so many ways; those of the surname come first."""

# Surnames of one character that pypinyin does not know or reads otherwise first.
_SURNAMES = dict(
    re.findall(
        r"(\w):(\w+)",
        """
        单:shan 曾:zeng 仇:qiu 解:xie 查:zha 朴:piao 区:ou 翟:zhai 缪:miao 覃:qin 盖:ge 乐:yue 宁:ning 折:she 种:chong
        员:yun 贠:yun 洗:xian 黑:he 秘:bi 繁:po 谌:chen 召:shao 郇:xun 祭:zhai 能:nai 乜:nie 佴:nai 句:gou 牟:mu
        隗:wei 么:yao 薄:bo 都:du 藏:zang 阚:kan 卜:bu 费:fei 参:shen 适:kuo
        """,
    )
)

# Surnames of two characters, only where one of them is read otherwise than alone: 欧阳 or 司马 need no entry.
_COMPOUND_SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "乐正": ("yue", "zheng"),
    "子车": ("zi", "ju"),
}

# Characters that given names read in another way than the usual one, too.
_GIVEN = {
    character: tuple(readings.split("/"))
    for character, readings in re.findall(
        r"(\w):([\w/]+)",
        """
        乐:yue 行:hang 长:chang 重:chong 茜:xi 莎:suo 娜:nuo 朝:zhao 晟:sheng 隽:jun 莘:xin 藏:zang 柏:bo 佛:fo 召:shao
        炅:jiong/gui 靓:jing/liang 颉:jie/xie 嬛:huan/xuan 调:tiao 弹:tan 仔:zai 伽:jia/qie 阿:a/e 曾:zeng
        解:xie 种:chong
        """,
    )
}


def name_keys(name: str) -> list[str]:
    """Return all by which a name is asked for: how it is spelt, and how it is written from each word on."""
    written = searchable(name)
    return list(dict.fromkeys((*keys(name), *(folded(written[word.start() :]) for word in _WORD.finditer(written)))))


def keys(name: str) -> list[str]:
    """Return the search keys of `name`, initials first, the likeliest reading first, none twice."""
    spellings = _spellings(list(_readings(name)))
    initials = ("".join(syllable[0] for syllable in spelling) for spelling in spellings)
    return list(dict.fromkeys((*filter(None, initials), *filter(None, map("".join, spellings)))))


def _spellings(readings: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Combine the readings of each character; when there are too many, rare readings of later characters go first."""
    spellings: list[tuple[str, ...]] = [()]
    for choices in readings:
        spellings = [(*start, syllable) for syllable in choices for start in spellings][:MOST_READINGS]
    return spellings


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to read each Chinese character, and each word in Latin letters as it is."""
    pieces = _pieces(name)
    surname = _COMPOUND_SURNAMES.get("".join(pieces[:2])) or tuple(filter(None, map(_SURNAMES.get, pieces[:1])))
    for piece, first in zip_longest(pieces, surname):
        readings = _read(piece) if first is None else tuple(dict.fromkeys((first, *_read(piece))))
        if readings:
            yield readings


def _pieces(name: str) -> list[str]:
    """Split a name into Chinese characters and lower-case Latin words; dots and spaces only separate."""
    spaced = "".join(
        char if char.isascii() and char.isalnum() else f" {char} " if char.isalnum() else " "
        for char in _without_accents(name)
    )
    return spaced.lower().split()


def _without_accents(name: str) -> str:
    if name.isascii():
        return name
    return "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))


@lru_cache(maxsize=32_768)
def _read(piece: str) -> tuple[str, ...]:
    """Return the readings of a character without tones, ü both as v and as yu; a Latin word reads as itself."""
    if piece.isascii():
        return (piece,)
    from pypinyin import Style, pinyin  # imported late: 0.3 s, and only Chinese names need it

    found = pinyin(piece, style=Style.NORMAL, errors="ignore")
    syllables = (*(found[0] if found else ()), *_GIVEN.get(piece, ()))
    return tuple(dict.fromkeys(way for syllable in syllables for way in (syllable, syllable.replace("v", "yu"))))
