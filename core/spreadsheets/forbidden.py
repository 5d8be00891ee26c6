"""Columns that no import takes, whatever list they stand in (docs/decisions/0011-boundaries.md).

Offices keep lists with the nation, the party, the family and the life of their people. The program knows such headings,
in whatever spelling, leaves the columns out and says so in the preview. Nothing turns that off, and no officer can
choose such a column for a field: there is none.
"""

import re
import unicodedata

_CHINESE = (
    *("民族", "族别", "族別", "宗教", "信仰", "政治面貌", "政治面目", "政治表现", "政治表現", "政治态度", "政治態度"),
    *("政治立场", "政治立場", "政治倾向", "政治傾向", "思想表现", "思想表現", "思想动态", "思想動態", "现实表现"),
    *("現實表現", "平时表现", "一贯表现", "党派", "黨派", "入党", "入黨", "党龄", "黨齡", "党员", "黨員", "入团时间"),
    *("家庭成员", "家庭成員", "家庭关系", "家庭關係", "家庭情况", "家庭狀況", "家庭状况", "家庭住址", "家庭地址"),
    *("家庭出身", "家庭背景", "家属", "家屬", "亲属", "親屬", "配偶", "爱人姓名", "子女", "父母", "婚姻", "婚否"),
    *(
        "社会关系",
        "社會關係",
        "主要关系人",
        "交往",
        "籍贯",
        "籍貫",
        "祖籍",
        "出生地",
        "户口所在",
        "户籍",
        "戶籍",
        "住址",
    ),
    *("留学", "留學", "境外经历", "海外经历", "海外關係", "海外关系", "简历", "簡歷", "履历", "履歷", "个人经历"),
    *("紧急联系人", "緊急聯繫人", "忠诚", "忠誠", "品行", "生活作风", "个人成分", "本人成分"),
)
"""What a heading holds if its column is left out; compared without spaces, brackets and marks."""

_BEGIN = ("ethnic", "religio", "belief", "politic", "spouse", "marital", "marriage", "sibling", "genealog", "loyal")
"""How an English word of such a heading begins."""

_PHRASES = (
    *("party member", "party membership", "party affiliation", "date of joining the party", "family member"),
    *("family members", "family background", "family relations", "family status", "home address", "home addresses"),
    *("residential address", "native place", "place of birth", "birthplace", "place of origin", "social relations"),
    *(
        "social connections",
        "relatives",
        "next of kin",
        "children",
        "parents",
        "curriculum vitae",
        "resume",
        "personal history",
    ),
    *("study abroad", "studied abroad", "overseas experience", "emergency contact", "household registration"),
    *("ideological", "moral conduct", "political conduct", "race"),
)
"""English words of such a heading, one after another."""


def is_forbidden(heading: str) -> bool:
    """Whether a column of this heading is never taken, however it is spelt, spaced and bracketed."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    squeezed = re.sub(r"[\W_]+", "", plain)
    if any(word in squeezed for word in _CHINESE):
        return True
    tokens = re.findall(r"[a-z0-9]+", plain)
    spaced = f" {' '.join(tokens)} "
    if any(token.startswith(_BEGIN) for token in tokens) or any(f" {phrase} " in spaced for phrase in _PHRASES):
        return True
    return any(phrase.replace(" ", "") in squeezed for phrase in _PHRASES if " " in phrase)
