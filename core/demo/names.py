"""Names of invented people: common and compound surnames, surnames read otherwise than they look, longer names."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The commonest surnames stand several times, as they do in a telephone list.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周" * 6
    + "徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董" * 3
    + "袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    + "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
_POLYPHONIC = "单仇解查区翟缪覃盖乐宁朴员洗谌召尉隗卜"
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "司徒",
    "夏侯",
    "澹台",
    "单于",
    "万俟",
)
_ONE = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚鹏辉玲斌宁波莉峰颖晶浩琳凯帆宇倩岩慧翔旭晨瑶鑫雪健琪萌博楠蕾昊曼毅彤"
_TWO = _words("""
    建国 建军 志强 志刚 秀英 秀兰 桂英 玉兰 海燕 海涛 春梅 春生 晓燕 晓东 文博 文静 雅琴 雅婷 子涵 子轩 浩然 雨桐
    思远 思琪 俊杰 俊峰 国栋 国庆 永强 永红 丽华 丽娟 红梅 红霞 金凤 凤英 立新 立平 少华 少峰 振华 振宇 明远 明辉
    佳怡 佳宁 若曦 若兰 天宇 天佑 嘉豪 嘉欣 一鸣 一诺 向阳 向东 长青 长乐 重阳 重庆 行之 行健 乐山 朝晖 朝阳 曾琪
    增辉 铁柱 卫东 卫红 学文 学武 德胜 德福 宝山 宝珍 新民 新宇 亚男 亚萍 景行 景明 庆华 庆林 素芬 素梅 淑珍 淑贤
    世杰 世昌 启航 启明 泽宇 泽民 书瑶 书航
""")
# Names of the form GIVEN·FATHER, and others of more than four characters: lists and forms must have room for them.
_LONG_FIRST = _words("""
    阿依努尔 古丽娜尔 艾力 买买提 努尔兰 叶尔江 巴图 其木格 乌云娜 斯琴 扎西 卓玛 多吉 央金 热依汗 吐尔逊
""")
_LONG_SECOND = _words("""
    阿不都拉 买买提明 艾合买提 吐尔逊江 叶尔肯 别克 巴雅尔 苏和 次仁 旺堆 达瓦 尼玛
""")


def person_name(rng: Random) -> str:
    """Return a name; one in a hundred has several parts, as many have a compound or a polyphonic surname."""
    kind = rng.random()
    if kind < 0.01:
        return f"{rng.choice(_LONG_FIRST)}·{rng.choice(_LONG_SECOND)}"
    if kind < 0.02:
        surname = rng.choice(_COMPOUND)
    elif kind < 0.04:
        surname = rng.choice(_POLYPHONIC)
    else:
        surname = rng.choice(_SURNAMES)
    return surname + (rng.choice(_ONE) if rng.random() < 0.3 else rng.choice(_TWO))
