"""Sentences that any grievance may use: openings and endings of texts, steps, replies, instructions, reasons."""

from typing import Any

from core.desks.grievances import Decision, StepKind
from core.desks.partners.register import PartnerType

OPENINGS = (
    "您好！",
    "领导好：",
    "现将有关情况反映如下：",
    "想反映一个困扰班组多时的问题。",
    "经同事推荐来信，",
    "多次向有关部门反映未果，特此求助。",
)
HISTORY = (
    "此前已向{competent}口头反映{times}次，均答复正在研究。",
    "{month}曾电话咨询{competent}，对方让等通知。",
    "班组会上提过这件事，一直没有下文。",
    "相关材料已准备好，可随时提供。",
    "此事已影响正常工作和家庭生活。",
    "同单位还有{days}人遇到同样情况。",
    "",
)
ENDINGS = ("谢谢！", "盼复。", "请予协调解决为盼。", "如需补充材料请与本人联系。", "")

STEPS = {
    StepKind.CONSULTATION: (
        "电话向反映人了解经过，解释有关规定，告知需要补充的材料。",
        "当面接待反映人，核对工资条和合同，记录诉求{times}项。",
        "查阅制度和以往同类答复，形成初步意见。",
    ),
    StepKind.VISIT: (
        "到{unit}实地查看，情况与反映基本一致，拍照{times}张存档。",
        "走访{times}名知情同事，逐一核对时间和经过。",
    ),
    StepKind.COORDINATION: (
        "向{competent}发出协办单，要求{days}日内书面答复。",
        "与{competent}负责人当面沟通，对方同意优先办理。",
        "联系地方主管部门经办人，对方告知办理条件。",
    ),
    StepKind.MEDIATION: (
        "组织双方调解一次，就金额分歧{amount}元继续协商。",
        "调解达成初步一致，约定再次确认书面协议。",
    ),
    StepKind.ENVOY: ("派人到现地与当地有关部门协商，取得会议纪要一份。", "专人前往现场，与对方见面，确认下一步安排。"),
}
NEXT = (
    "催办协办单答复",
    "约反映人补充材料",
    "核对{competent}提供的数据",
    "组织第二次调解",
    "向律师了解进展",
    "起草答复意见",
    "回访反映人",
)

REPLIES = (
    "经与{competent}核实，{finding}。现已责成{competent}在{days}个工作日内办理到位，并将结果告知本人。",
    "关于您反映的问题，{finding}。{competent}已着手整改，我们将持续跟进。",
    "经调查，{finding}。根据现行规定，提出处理意见并与您当面沟通，感谢理解和支持。",
    "您的来信收悉。{finding}。有关款项和手续预计于{days}个工作日内办结，如有疑问请与本办公室联系。",
)
INSTRUCTIONS = (
    "该件反映人数较多，请抓紧办理，报告进展。",
    "请核实是否按期办理，说明未办结的原因。",
    "同类问题今年已出现多次，请提出根治措施。",
    "请当面听取反映人意见后报告。",
    "涉及职工切身利益，请在期限内答复。",
)
ANSWERS = (
    "已与{competent}会商，明确办理时限，本周内答复反映人。",
    "已走访反映人并取得谅解，正在办理余下手续。",
    "款项核算已完成，待财务拨付。",
    "已列入专项整改清单，逐月报告进度。",
)
EXTENSION_REASONS = ("需等待鉴定结论", "涉及地方部门较多，尚未全部答复", "协办单位数据核对量大", "律师正在补充取证")
NO_MORE_TIME = ("材料已齐，原期限内可以办结。", "理由不充分，请先行答复已查清部分。")
PAUSE_REASONS = ("等待法院开庭", "反映人出差，约定返回后继续", "等待鉴定机构排期", "等待上级主管部门批复")
REDIRECTED = ("已转{competent}直接办理，并告知反映人联系方式。", "属{competent}职责，已告知反映人向其窗口申请。")
DECLINED = (
    "同一事项已作出答复，无新的事实。",
    "已进入诉讼程序，依法由人民法院处理，已告知反映人。",
    "反映事项不属于本办公室受理范围，已书面说明。",
)
CLOSINGS = ("反映人表示满意。", "已电话回访，反映人认可处理结果。", "已送达书面答复。", "")

SAME = ("同一反映人就同一问题多渠道反映，合并办理。", "内容与前件一致，仅补充了时间，并案处理。")
QUESTIONS = (
    "责任应由{competent}还是用工单位承担？",
    "差额{amount}元按哪一年标准核算？",
    "是否具备调解条件，如何分步办理？",
)
INVITED = ("{competent}、财务科、法律顾问室", "{competent}、工会", "{competent}、质量安全科、反映人所在单位")
OPINIONS = (
    "一致认为诉求合理，由{competent}牵头，{days}日内办结。",
    "现有材料不足以认定，补充原始记录后再议；先向反映人说明。",
    "政策依据明确，可按{year}年标准执行，差额一次补齐。",
)
CANCELLED = ("反映人已撤回诉求。", "{competent}已先行解决。")
REFERRALS = (
    "请协助核查有关情况，并书面告知处理意见。",
    "请就赔偿责任和时效出具意见。",
    "请指定专人对接，协助反映人办理手续。",
)
REFUSALS = ("不属于本单位管辖，建议向上一级主管部门反映。", "当事双方已提起诉讼，不再受理。")
RESULTS = ("已依法处理，结果书面送达。", "出具意见书一份，建议协商解决。", "手续办理完毕，相关费用已退还。")
WITHDRAWALS = ("双方已协商解决，不再需要。", "反映人改由本人直接办理。")
OBJECTIONS = ("对核定金额有异议，认为少计{times}个月。", "答复没有说明政策依据。", "承诺事项逾期没有落实。")
DECISIONS = {
    Decision.UPHELD: ("事实清楚，依据充分，维持原处理意见。", "经复核原始记录，原答复并无不当。"),
    Decision.CHANGED: ("部分诉求成立，调整处理结果，补足差额。",),
    Decision.REVOKED: ("关键事实未查清，撤销原意见，重新办理。",),
}
PARTNERS: tuple[dict[str, Any], ...] = (
    {"name": "市劳动人事争议仲裁院", "type": PartnerType.AGENCY, "contact": "立案窗口"},
    {"name": "区人民法院诉讼服务中心", "type": PartnerType.COURT, "contact": "值班法官"},
    {"name": "区人民检察院控告申诉部门", "type": PartnerType.PROCURATORATE, "contact": "接待室"},
    {"name": "市第三人民医院医务处", "type": PartnerType.HOSPITAL, "contact": "医务处值班"},
    {"name": "市住房公积金管理中心", "type": PartnerType.AGENCY, "contact": "业务科"},
    {"name": "衡直律师事务所", "type": PartnerType.LAW_FIRM, "licence": "示范执业证一号", "contact": "值班律师"},
    {"name": "明远律师事务所", "type": PartnerType.LAW_FIRM, "licence": "示范执业证二号", "contact": "值班律师"},
    {"name": "新诚律师事务所", "type": PartnerType.LAW_FIRM, "licence": "示范执业证三号", "contact": "值班律师"},
    {"name": "街道人民调解委员会", "type": PartnerType.OTHER, "contact": "调解室"},
    {"name": "原区信访联络站", "type": PartnerType.AGENCY, "contact": "已撤并"},
)
"""The partners; the last one is given up soon."""
