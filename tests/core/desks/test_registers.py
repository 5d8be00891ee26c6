"""The headings of the registers and forms of the desks: those of the forms, word for word and in order."""

import re

from core.model.record import RECORDS, columns
from core.rules.register import REGISTERS
from tests.support.every_case import every
from tui.language import Language

FORMS = """
[cleared_people]
序号 单位 姓名 性别 职务职级 在职状态 人员类型 涉密岗位 涉密等级 上岗日期 承诺书日期 上岗证号
最近教育日期 保密复审时间 脱密期开始 脱密期终止
[level_changes]
姓名 原密级 现密级 变更日期 原因 批准人
[top_secret_contacts]
文件名称 发文机关 发文日期 收文日期 数量 人员姓名 接触时间 接触类型 接触方式 承办人 审批领导
[who_knows]
涉密事项 人员 接触类型 接触方式 起 止 文号 审批领导 承办人
[fixed_and_lifted]
日期 名称 数量 文号 密级 载体形式 事项类型 定密/解密 分发范围
[carrier_ledger]
序号 文件资料名称 制作发文单位 载体类别 文号或编号 密级 页数或容量 份数 使用范围 备注 保管人签字
批准人签字
[carriers_received]
日期 文号 名称 密级 载体形式 数量 份数 签收人 签收时间
[carrier_loans]
借阅时间 文件名称 份数 密级 文号 页码 借阅人 审批人 归还时间
[media_loans]
日期 类型 密级 保密编号 连接设备编号 其密级 借用期限 使用人 返回时间 检查情况 检查人
[carrier_copies]
文件名称 文号 复制日期 密级 承办人 每份页数 份数 制发单位 申请部门 批准人 领用人 复印编码 用途
[carrier_prints]
日期 名称 密级 页数 份数 去向或用途 打印人 批准人 登记编号 领取人
[carriers_outside]
申请日期 编号 责任部门 经办人 地点 返回日期 介质密级 保密编号 用途 主要内容 最高密级 审批 返回检查
[carriers_recalled]
制发单位 应交件数 已收 还差
[carrier_repairs]
设备类型 送修时间 密级 维修单位 使用部门 监修人 原因 结果
[repair_approval]
申请人 设备责任人 维修方式 设备编号 密级 单位 协议 资质 旁站陪同人 存储介质拆除 送修时间 返回时间
故障原因 维修结果 签字
[destruction_list]
序号 文件资料名称 制作发文单位 载体类别 文号或编号 密级 页数或容量 份数 保管人 销毁人 批准人 接收人
监销人 押运人
[movable_media]
序号 介质类型 类型描述 密级 责任人 编号 序列号 是否属于要害部门部位
[classified_documents]
收到日期 日期 文号 份号 密级 名称 收件人 回执日期 销毁日期
[top_secret_documents]
名称 日期 制发单位 收到日期 份数 处置 编号 份号
[visitors]
日期 来访人员单位 姓名 来访目的 陪同人员 来访时间 离开时间 备注
[vehicles]
日期 车牌 驾驶人 单位 事由 接待人 进 出 查验人 备注
[admission]
姓名 职务 单位 共计 要害部门部位名称 陪同人员 进入原因 拟进入时间 预计停留时间 申请部门意见
所属部门意见 监督检查记录 旁站签字
[key_departments]
序号 名称 涉密等级 负责人 联系电话 在编人员数量
[key_places]
序号 名称 主管部门 涉密等级 负责人 联系电话
[area_application]
申报单位 名称 负责人 涉密人员总数 位置 理由 人工防护措施 物理防护措施 技术防护措施 意见
[protective_equipment]
设备名称 有效期 数量 配置时间 装备部门 装备部位 用途
[area_rounds]
检查日期 地点 情况 检查人 备注
[surroundings]
区域 日期 地点 方位 距离（米） 暴露方式 严重程度 措施 完成时限
[posts]
序号 单位 岗位名称 涉密等级 编制人数 确定依据 知悉范围 分管领导 确定日期 最近复核 下次复核
[commitments]
序号 单位 姓名 涉密岗位 涉密等级 承诺书日期 责任书日期 纸质档案编号
[reviews_due]
序号 单位 姓名 涉密岗位 涉密等级 上次复审 到期日期 办理情况
[assessment_form]
姓名 单位 拟任涉密岗位 涉密等级 审查类别 本人签字日期 审查人 审查意见 理由 审查结论 审批人 审批日期 有效期至
审批人签字
[departure_approval]
姓名 单位 涉密岗位 涉密等级 离岗离职事由 申请日期 提醒谈话日期 谈话人 离岗承诺书日期 脱密期（月）
脱密期管理单位 审批人 审批日期 本人签字 审批人签字
[travel_approval]
姓名 单位 出国（境）事由 前往国家（地区） 出发日期 返回日期 人事部门意见 保密部门意见 审批意见 审批人
审批日期 行前提醒日期 证件领取日期 证件交回日期 本人签字 审批人签字
[carrier_handovers]
序号 移交时间 名称 编号 密级 份数 移交人 接收人 批准人 移交人签字 接收人签字
[meeting_plan]
会议名称 密级 时间 地点 主办单位 保密负责人 参会范围 保密方案 审批人 审批日期 审批人签字
[meeting_record]
会议名称 密级 时间 地点 主办单位 保密负责人 文件印制份数 发放份数 收回份数 未收回情况 文件保管人 记录人
办结日期 保密负责人签字
"""
HEADINGS = {
    name: said.split() for name, said in re.findall(r"\[(\w+)\]([^\[]+)", FORMS)
}  # fmt: skip


@every("name", HEADINGS)
def test_a_register_has_just_the_columns_of_its_form(name: str) -> None:
    assert [each.say(Language("zh_CN").translate) for each in REGISTERS[name].headings] == HEADINGS[name]


def test_there_are_no_registers_besides() -> None:
    assert REGISTERS.keys() == HEADINGS.keys()


@every("name", HEADINGS)
def test_in_english_each_heading_says_something_of_its_own(name: str) -> None:
    said = [each.say(str) for each in REGISTERS[name].headings]
    assert all(each.isascii() for each in said)
    assert len(set(said)) == len(said)


@every("name", HEADINGS)
def test_every_path_leads_to_a_field(name: str) -> None:
    register = REGISTERS[name]
    paths = [each.value for each in register.headings if isinstance(each.value, str) and each.value]
    for path in (*paths, *register.levels, *register.period, *register.within):
        at = register.of
        *through, last = path.split(".")
        for each in through:
            at = RECORDS[columns(at)[each].about.refers]
        assert last in columns(at), path


def test_periods_and_parts_are_found_by_indexes() -> None:
    asked = {(each.of, name) for each in REGISTERS.values() for name in (*each.period, *each.within[:1])}
    assert [(of.kind, name) for of, name in asked if not columns(of)[name].about.index] == []
