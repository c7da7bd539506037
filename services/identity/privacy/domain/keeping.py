"""What the platform keeps of a person, why, how long and who sees it: the notice that the law asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kind of data. `how_long` may name a period of the settings in braces."""

    what: str
    contains: str
    why: str
    how_long: str
    seen_by: str


NOTICE = (
    Kept(
        what="账号和身份信息",
        contains="姓名、身份证件号码、手机号码、登录密码（只保存不可还原的校验值）",
        why="确认是您本人，发送办理通知",
        how_long="账号存续期间",
        seen_by="您本人；进入申报材料后由办理申报的单位和部门查看，号码隐去部分数字",
    ),
    Kept(
        what="登录记录",
        contains="登录的时间和有效期；网络地址只保存不可还原的校验值",
        why="保护账号安全",
        how_long="每次登录 {session_hours} 小时后到期（本人可以延长），记录随账号保存",
        seen_by="您本人",
    ),
    Kept(
        what="同意记录",
        contains="您同意的《个人信息处理说明》是第几版、什么时间同意",
        why="证明处理您的信息经您同意",
        how_long="账号存续期间",
        seen_by="您本人",
    ),
    Kept(
        what="单位注册邀请",
        contains="您邀请注册的单位名称和时间",
        why="单位通过审核后通知您",
        how_long="账号存续期间",
        seen_by="您本人；打开邀请链接的人只看到单位名称",
    ),
    Kept(
        what="个人基本信息和业绩档案",
        contains="学历、工作经历、现任资格、业绩、继续教育、考核等，以及民族、政治面貌",
        why="核实申报条件；民族和政治面貌是评审表规定的栏目",
        how_long="账号存续期间，您可以随时修改和删除未提交的内容",
        seen_by="现工作单位的经办人；列入申报后还有办理申报的部门",
    ),
    Kept(
        what="证明材料和证件照",
        contains="您上传的文件和照片",
        why="证明所填内容，用于评审表",
        how_long="账号存续期间；上传后没有使用的文件 {unkept_days} 天后删除",
        seen_by="现工作单位的经办人；列入申报后还有办理申报的部门",
    ),
    Kept(
        what="真实性保证书",
        contains="保证书的内容、您的手写签名、签署时间和设备种类",
        why="证明您对申报材料的真实性作出保证",
        how_long="账号存续期间；没有提交就撤回的申报，签名随撤回删除",
        seen_by="您本人；提交后由办理申报的单位和部门查看",
    ),
    Kept(
        what="身份证照片、社会保险和学历学位信息",
        contains="您按下“获取”后查到的身份证照片；参保省份、参保单位和参保月份；毕业院校、专业、学历、学位、毕业时间和"
        "证书编号；查询的时间和结果",
        why="免去上传照片和参保证明，核对学历学位；用您的姓名和身份证件号码向公安、人力社保、教育部门查询，只在您要求时查询，"
        "不获取也可以申报",
        how_long="账号存续期间；没有提交的申报，社会保险和学历学位信息随申报删除",
        seen_by="您本人；列入申报后由办理申报的单位和部门查看；接受查询的部门收到姓名和身份证件号码",
    ),
    Kept(
        what="申报材料",
        contains="您填写的内容和附件，其中包括是否为事业编制人员、社会保险是否在省外缴纳；提交时封存的全部内容、"
        "各级意见、公示情况、缴费和结果；您申请复查的理由、材料和评委会办公室的答复",
        why="职称评审的依据和档案，须可查证",
        how_long="一般保存 {case_years} 年；有投诉、复议未结的继续保存",
        seen_by="用人单位、主管部门、人力社保部门、评委会办公室，按办理顺序；您邀请的推荐专家看到姓名、单位、申报内容和提取的业绩；"
        "公示内容向社会公开",
    ),
    Kept(
        what="诚信记录",
        contains="职称申报中的失信事实、依据的文件、记录期限；您的异议和材料、答复、信用修复",
        why="国家规定失信记录期内不得申报职称",
        how_long="到期以前不能删除；到期后随账号删除",
        seen_by="您本人；登记的人力社保部门或评委会办公室；审查您申报的部门看到依据和期限",
    ),
    Kept(
        what="短信记录",
        contains="发给您的通知内容和送达情况",
        why="证明已经通知",
        how_long="账号存续期间",
        seen_by="管理员，手机号码隐去部分数字；短信服务商为发送而收到手机号码和内容",
    ),
    Kept(
        what="查看记录",
        contains="谁在什么时间以什么身份看过您的资料",
        why="便于您监督，也是网络安全法的要求",
        how_long="{access_log_days} 天",
        seen_by="您本人",
    ),
)


def notice(periods: Mapping[str, int]) -> list[Kept]:
    """The notice with the periods of this installation, by name."""
    return [replace(one, how_long=one.how_long.format_map(periods)) for one in NOTICE]
