"""The ledger of carriers 载体台账, and lists of media 移动介质, as offices keep them in spreadsheets."""

from core.desks.carriers.receiving import AmendCarrier, ReceiveCarrier
from core.desks.carriers.vocabulary import KEEP, Form, Origin
from core.spreadsheets.table_import import TableImport
from core.values.classification import Classification
from core.values.sentence import N_


class CarrierList(TableImport):
    """The ledger of carriers, as the confidentiality office keeps it."""

    name = "carriers"
    label = N_("Import of carriers")
    duty = KEEP
    makes, amends = ReceiveCarrier, AmendCarrier
    match = ("number",)
    headings = {
        "number": ("载体编号", "编号", "保密编号", "载体条码", "登记编号", "复印编码", "份号", "carrier no.", "number"),
        "name": ("文件资料名称", "名称", "文件名称", "载体名称", "类型描述", "标题", "title"),
        "form": ("载体类别", "载体形式", "介质类型", "类型", "设备类型", "载体类型", "kind"),
        "level": ("密级", "介质密级", "涉密级别", "涉密等级", "classification"),
        "originator": (
            "制作发文单位",
            "制发单位",
            "发文机关",
            "发文单位",
            "制作单位",
            "来文单位",
            "originating office",
        ),
        "document": ("文号", "文号或编号", "文件编号", "发文字号", "reference"),
        "term": ("保密期限", "期限", "term"),
        "copies": ("份数", "数量", "copies"),
        "size": ("页数或容量", "页数", "容量", "每份页数", "pages"),
        "serial": ("序列号", "硬盘序列号", "出厂编号", "serial no."),
        "got": ("收到或制作日期", "日期", "收文日期", "收到日期", "产生时间", "制作日期", "登记日期", "date"),
        "how": ("制作方式", "来源", "取得方式", "how made"),
        "keeper": ("保管人", "保管人签字", "责任人", "使用人", "保管责任人", "custodian"),
        "place": ("存放位置", "存放地点", "保管地点", "柜号", "地点", "place"),
        "unit": ("责任部门", "责任人部门", "所在部门", "使用部门", "保管部门", "部门", "department"),
        "use": ("使用范围", "分发范围", "知悉范围", "range"),
        "recall_by": ("清退期限", "应清退日期", "到期时间", "回收期限", "recall"),
        "remark": ("备注", "说明", "remarks"),
    }
    said_as = {
        Classification.SECRET: ("秘密", "秘密级", "C"),
        Classification.CONFIDENTIAL: ("机密", "机密级", "S"),
        Classification.TOP_SECRET: ("绝密", "绝密级", "TS"),
        Classification.INTERNAL: ("内部", "工作秘密"),
        Form.PAPER: ("纸质", "纸质文件", "纸介质", "文件", "图纸", "笔记本"),
        Form.DISC: ("光盘", "CD", "DVD"),
        Form.STICK: ("U盘", "优盘", "闪存盘", "USB"),
        Form.PORTABLE: ("移动硬盘",),
        Form.DRIVE: ("硬盘", "固态硬盘"),
        Form.COMPUTER: ("计算机", "台式机", "台式计算机", "电脑", "工作站", "服务器"),
        Form.LAPTOP: ("便携机", "笔记本电脑", "便携式计算机"),
        Form.MACHINE: ("打印机", "复印机", "传真机", "扫描仪", "刻录机", "一体机", "办公自动化设备"),
        Form.PRODUCT: ("密品", "涉密产品"),
        Form.OTHER: ("其他", "其它"),
        Origin.RECEIVED: ("收文", "接收", "来文"),
        Origin.MADE: ("自制", "制作", "自行制作"),
        Origin.BOUGHT: ("采购", "购置"),
        Origin.COPIED: ("复制", "复印"),
        Origin.EXTRACTED: ("摘录",),
        Origin.PRINTED: ("打印", "输出"),
    }
