"""Words: what announcements call institutions, applications, roles and types, in plain form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

FINANCIAL_SERVICE: Final = "financial service"
TECHNOLOGY_PRODUCT: Final = "technology product"
TYPES: Final = {
    FINANCIAL_SERVICE: re.compile(r"金融服务类?|financial[- ]services?\b", re.I),
    TECHNOLOGY_PRODUCT: re.compile(
        r"(?:金融)?科技产品类?|技术产品类?|technolog(?:y|ical)[- ]products?\b|tech products?\b", re.I
    ),
}
ONLY_TYPE: Final = re.compile(
    rf"[\s,、;:–-]*(?:{'|'.join(pattern.pattern for pattern in TYPES.values())})[\s。;]*", re.I
)
"""Words that give a type and nothing else."""
TYPE_HEADING: Final = re.compile(
    rf"[“\"\s]*(?P<type>{'|'.join(pattern.pattern for pattern in TYPES.values())})[”\"\s]*"
    r"(?:类|创新|应用|项目|applications?|projects?)*"
    r"\s*\(?\s*(?:共|合计)?\s*(?:\d{1,3}|[一二两三四五六七八九十]{1,3})?\s*[个项款件家]?\s*\)?\s*:?\s*",
    re.I,
)
"""The heading of the applications of one type."""

INSTITUTION_END: Final = re.compile(
    r"(?:银行|农商行|农信社|联合社|信用社|信用社|联社|农信|公司|集团|支行|分行|总行|分部|总部|(?<!信用卡)中心|信用卡中心|研究院|研究所|实验室|学院|大学|医院|保险|人寿|财险|产险|寿险|证券"
    r"|基金|期货|信托|支付|科技|数科|金服|金科|科技金融|消费金融|消金|小贷|征信|信用|担保|租赁|保理|网络|资讯|电信|电讯|移动|联通|通讯|通信|协会|学会|联盟|局|委员会"
    r"|办公室|工作组|交易所|银联|网联|邮储|投资|控股|资本|数据|智能|软件|信息|智科|云计算|云算|云链|区块链|股权|数研院|商业|企银|商银|合作社|事业部|金控|国控|平台公司|事务所|管理部|中心支行|银行(?:香港|亚洲|澳门)"
    r"|\b(?:Ltd|Limited|Inc|Corp|Corporation|Company|Co|LLC|LLP|PLC|plc|GmbH|AG|SA|S\.A|S\.L|NV|BV|AB|Pte|Bhd|W\.L\.L|B\.S\.C"
    r"|Bank|Banks|Group|Insurance|Assurance|Capital|Technology|Technologies|Tech|Payments?|Pay|Financial|Finance|Holdings"
    r"|University|Exchange|Bureau|Branch|Centre|Center|Institute|Association|Telecom|Mobile|Cooperative|Union|UnionPay|Trust"
    r"|Securities|Partners|Ventures|Labs?|Solutions|Systems|Services|Networks?|Software|Data|Cloud|Credit|Authority|Fund|[Bb]ranch|[Ss]ub-branch|Markets|Society|Mutual|Fintech|Insurtech|Analytics|International|Advisors|Advisers|Infotech|Innovations|Enterprises|Telematics|Sdn|Oyj?|ASA|SpA|SARL|SAS|JSC|UAB|Srl|ApS|Reinsurance|Brokers|Foundation|Consortium)\.?)$"
)
"""How names of institutions end."""
EITHER_END: Final = re.compile(
    r"\b(?:Insurance|Credit|Finance|Payments?|Pay|Cloud|Data|Exchange|Networks?|Services|Solutions|Systems|Markets|Mobile"
    r"|Software|Trust|Fund|Tech)$"
)
"""Those of these ends that names of applications have too."""
INSTITUTION_BEGIN: Final = re.compile(
    r"(?:(?:The )?(?:[A-Z]\w+ (?:and )?){0,3}(?:\w*Bank|Banco|University|Institute|Academy|Association"
    r"|Exchange) of (?:the )?[A-Z]"
    r"|(?:UAB|PT|PJSC|OOO) [A-Z]|(?:[Tt]he )?[A-Z]\w+ (?:[A-Za-z]+ ){0,2}(?:[Ss]ub-)?[Bb]ranch of (?:the )?[A-Z]"
    r"|中国[\u4e00-\u9fff]{2,4}$)"
)
"""How names of institutions begin that end in the name of a place."""
BARE: Final = re.compile(
    r"(?:[0-9一二两三四五六七八九十几多数]+家)?(?:有限|股份|责任|公司|银行|集团|机构|单位|企业|科技|中心|金融机构|持牌|科技公司|金融|保险|支付|信息|数据|技术|本次|上述|相关"
    r"|(?:(?:retail|wholesale|digital|mobile|open|general|life|health|capital|asset|corporate|consumer)[ -])?"
    r"(?:insurance|payments?|banking|lending|credit|finance|markets?|savings|investments?|wealth|pensions?|securities"
    r"|regtech|insurtech|fintech|technology|technologies|solutions|systems|software)(?: and )?"
    r"|the|a|an|its|bank|company|companies|firms?|banks?|institutions?|group|ltd|limited|co|inc|others?)+\.?",
    re.I,
)
"""What is a word for an institution, and not its name."""
NO_INSTITUTION: Final = re.compile(
    r"––|(?:服务|产品|平台|系统|项目|应用)(?:和|与|及)|[。！？;；\n\t]|https?:|@|\d{4}年|\d{5,}|\d月|该|某|其中|未公|未披露|待公布|不详|匿名|核准|说明|指出|强调|今[日天]|昨[日天]|日前|近日|批准|准予|可以|能够|通过|利用|运用|为了|用于|将(?!来)|以下|简称|提出|指导|负责|表示|认为|宣布|推出|公布|公示|日期|时间|电话|联系|附件|邮箱|下称|以上|万元|(?:\d|[一二两三四五六七八九十])[个项款]|分别|不同|进行|提供|等$|等\s*\d|方面$|发布$|^(?:\d+|[一二两三四五六七八九十])家|结合|欢迎|鼓励|邀请|希望|期待|读懂|一文|什么|如何|必须|仅限|机制|启动|主导|开展|推动|接续|建置|构建|年起|亦会|也会|会先|阶段|今年|去年|明年|包括|具体|例子|条件|要点|矩阵|原则|沙[盒箱]$|截至|目前|基于|有关|(?:申报|申请|合作|联手|参与|牵头|协助|配合)$"
    r"|\b(?:is|are|was|were|will|has|have|had|that|which|who|this|these|those|it|they|to be|using|uses|use"
    r"|provides?|allows?|enables?|helps?|offers?|based on|such as|including|see|from|into)\b"
    r"|^(?-i:In|On|At|For|Under|By|With|Among|After|Before|Of|Both|Two|Other|Another|Also|Then|Each|All|Some) [a-z]"
    r"|^(?-i:More|Most|Less|Least|Even|Just|Only|Still|Quite|Very|Such|What|Why|How|When|Where|While|If|As|So) [a-z]"
    r"|^(?-i:[A-Z][a-z]+(?:ally|ously|ently|antly|ately|ably|ingly|ively)|(?:First|Second|Third|Last|Ear|Simi?lar|Former)ly"
    r"|However|Moreover|Furthermore|Besides|Meanwhile|Therefore|Thus|Hence|Instead|Nevertheless"
    r"|Otherwise|Elsewhere|Today|Yesterday|Tomorrow|Later|Then|Here|There|Also|Although|Because|Since)$"
    r"|^(?-i:CEO|CFO|CTO|COO|Chief|Chair(?:man|woman)?|Director|Deputy|Head|President|Governor|Minister|Commissioner|Founder"
    r"|Co-founder|Managing Director|Executive Director)\b[^,]*\b(?:of|at|for|to)\b"
    r"|^(?-i:Since|Until|During|After|Before|Despite|(?:In|On|By|From)(?= (?:early |late |mid-)?"
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Q[1-4]|\d{4}))) "
    r"|\b(?-i:could|can|may|might|should|would|shall|must)\b"
    r"|'s (?-i:(?!bank|unit|arm|subsidiary)[a-z]+)$"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d",
    re.I,
)
"""What the name of an institution does not have."""
PRODUCT_END: Final = re.compile(
    r"(?:服务平台|服务系统|服务|产品|平台|系统|项目|应用|方案|解决方案|工具|模型|引擎|银行服务|贷|易贷|融|通|链|盾|宝|码|助手|机器人|业务|金融|风控|融资|理财|保险|模式|网点|客服|手机银行|智能银行|征信|核验|认证|支付"
    r"|产品及服务|products?|services?|platforms?|systems?|projects?|loans?|finance|applications?|solutions?|tool|app|shield|bank|wallet|chain)[”》\"]?$",
    re.I,
)
"""How names of applications end."""
NAME_BEGIN: Final = re.compile(r"[“《\"]|基于|面向|支持|适用|智能|智慧|数字化|[a-z][\w-]+-based\b|based on\b", re.I)

APPLICATIONS: Final = (
    r"应用|项目|产品|服务|案件|案|实验|方案|用例|items|applications?|projects?|products?|services?|propositions?"
    r"|use cases?|solutions?|proposals?|pilots?|experiments?|trials?|tests?"
)
INSTITUTIONS: Final = (
    r"机构|企业|公司|单位|银行|主体|firms?|companies|company|participants?|institutions?|entities|banks?"
    r"|start-?ups?|businesses|entrants?|applicants?|partners?"
)

OTHER_LABEL: Final = re.compile(
    r"\s*(?:(?:(?:sandbox|test(?:ing)?|experiment|approval|start|end|expiry) )?(?:period|dates?|status)|duration"
    r"|country|cohort|website|remarks?|notes?|期限|期间|期間|状态|狀態|日期|备注|備註)\s*",
    re.I,
)
"""Labels of columns that say nothing of what is read."""
VERBS: Final = {
    "participant": r"参与(?:申报|申请|研发|实施)?|协助|配合",
    "applicant": r"申请|申报|合作(?!社|金库)|提交|报送|报备|送审|辦理|办理|发起|proposed|submitted"
    r"|put forward|applied for"
    r"|applied(?!\s+(?!by\b)\w)"
    r"|declared|filed",
    "lead applicant": r"牵头(?:申报|申请)?",
    "developer": r"研发|开发|设计|研制|打造|建设|自研|developed|built|designed",
    "operator": r"运营|实施|推出|上线|推广|开展|试办|launched|offered|operated|run|presented|introduced|brought",
    "technology provider": r"提供技术(?:支持|支援|服务)?|technical support|powered|supplied",
}
ANY_VERB: Final = "|".join(VERBS.values())
WHICH: Final = "(?<!研究)(?<!交易)(?<!事务)(?<!结算)所"
"""The word before a verb that makes it an attribute, and not the end of the name of an institution."""
TOGETHER: Final = (
    rf"(?:{WHICH}|则|也|亦|还|均|又|共同|联合|独立|自主|合作(?!社|金库)|分别|单独|一起|jointly\s+|together\s+)*"
)

LABELS: Final = {
    "number": r"序号|编号|no\.?|#|s/n|number|号",
    "name": (
        r"(?:拟测试|创新|试点)?(?:应用|项目|产品|服务|实验|计划|业务|测试|方案)(?:名称|名)|名称|案名|案由"
        r"|(?:创新|试点|测试|申报|试行|试验|获准)(?:应用|项目|产品)|(?:应用|测试)?用例(?:名称)?|(?:创新)?(?:应用|项目|产品)\(?(?:[一二三四五六七八九十]{1,2}|\d{1,2})\)?"
        r"|(?:name of (?:the )?)?(?:application|project|product|solution|service|use case"
        r"|pilot trial|initiative|title)(?: name| title)?|title|(?:pilot )?trials?"
        r"|name of (?:the )?(?:application|project|product|solution|service"
        r"|proposition|use case)"
    ),
    "bare name": "name|名|项目|应用|产品",
    "role": r"(?:参与|担任)?(?:角色|身份)|roles?(?: of (?:the )?\w+)?",
    "applicant": (
        r"(?:主要|联合|共同)?(?:申请|申报|试点|测试|实施|参评|入选|报送|提交|主办|承担|业务)(?:机构|单位|主体"
        r"|公司|人|银行|企业|方)(?:名称)?|联合(?:单位|机构|方)|(?:公司|企业|银行)名称|机构(?:名称)?|单位(?:名称)?|主体"
        r"|appl(?:icant|ying|ication) (?:entit(?:y|ies)|institutions?|units?|organi[sz]ations?|agenc(?:y|ies)"
        r"|compan(?:y|ies))"
        r"|applicants?|proponents?|institutions?|firms?"
        r"|company(?: names?)?|companies|entity|entities|name of (?:the )?(?:firm|company|entity|applicant"
        r"|institution|participant)|(?:firm|entity|applicant|institution|participant|bank) names?|banks?"
        r"|(?:submitted|proposed|tested|applied for|offered) by|tester|testing (?:institutions?|firms?|banks?)"
    ),
    "lead applicant": (
        r"牵头(?:申请|申报)?(?:机构|单位|方|银行)?|lead(?:ing)?(?: (?:applicant|institution|bank|firm|partner))?"
    ),
    "provider": r"(?:service |product )?providers?|提供(?:机构|方|单位)",
    "participant": r"参与(?:机构|单位|方|公司)|participants?|participating (?:institutions?|firms?|banks?)",
    "partner": r"(?:联合|合作|携手)|合作(?:之|的)?(?:金融|科技)?(?:机构|单位|方|伙伴|对象|公司|银行|业者|厂商|企业)"
    r"|partners?|(?:in partnership )?with",
    "technology provider": (
        r"(?:技术|硬件|软件|系统|平台|算法|模型|数据|设备|算力|科技|金融科技)(?:提供方|提供机构|支持方|支持单位|支持机构|支持"
        r"|服务方|服务商|服务机构|供应商|供应方|提供商|合作商)|technology providers?"
        r"|tech(?:nology)? vendors?|solution providers?"
    ),
    "technology partner": r"(?:技术|科技)合作(?:机构|方|单位|伙伴)|技术伙伴|technology partners?|tech partners?",
    "developer": r"(?:技术|产品|系统|平台|应用)?(?:研发|开发|承建|建设)(?:机构|单位|方|商|公司)"
    r"|developers?|developed by",
    "type": r"(?:创新)?(?:应用|项目|创新)?(?:类型|类别)|(?:(?:application|project|product) )?(?:type|category)",
    "technologies": (
        r"(?:所用|使用|应用|运用|采用|涉及|主要|核心|关键|相关)?(?:的)?(?:前沿|主要|核心|关键"
        r"|新)?技术(?:应用|类型|类别|名称|手段)?|technolog(?:y|ies)(?: (?:used|applied|involved|applications?))?"
        r"|(?:applied|technical) (?:technolog(?:y|ies)|applications?)"
    ),
    "description": (
        r"功能服务|(?:应用|项目|产品|业务|实验|功能|服务)?(?:简介|概述|说明|描述|内容|摘要|介绍|功能)|主要内容"
        r"|description(?: of (?:the )?\w+)?|summary|(?:value )?proposition|business model|details?|about|purpose"
        r"|tests?|testing|(?:type of )?(?:business )?activity"
        r"|test (?:description|summary)|what (?:it|they) (?:is|are|will be) testing|innovation"
        r"|(?:nature|scope|subject) of (?:the )?(?:experiment|test|testing|trial|pilot)|experiments?"
    ),
    "place": r"(?:试点)?(?:地区|城市|地点|地域)|place|city|location",
    "date": r"(?:公示|公布|发布|发文|刊登|更新)?(?:日期|时间)|(?:start |end |publication )?date"
    r"(?: of publication)?|published",
}
"""What columns and lines are called, by what they hold; names of roles are those of the register."""
ROLE_LABELS: Final = (
    "applicant",
    "lead applicant",
    "provider",
    "participant",
    "partner",
    "technology provider",
    "technology partner",
    "developer",
)
REFERS: Final = re.compile(
    r"\s*(?:该|本(?!次|批|报|文|月|年|市|省)|这[一个项款]|它|其(?!中|他|它)|This\b|It\b"
    r"|The (?:application|project|product|service|solution|firm)\b)"
)
"""How sentences begin that speak of the application before them."""
NOTHING: Final = re.compile(
    r"[\s(\[]*(?:[–/·.…-]*|无|没有|暂无|(?:暂|尚)?(?:待|未)(?:定|公布|公开|披露|确定|命名|透露)|保密|不公开"
    r"|n\.?/?a\.?|none|nil|tb[acd]|confidential|unnamed|undisclosed|(?:name )?(?:yet )?to be (?:announced|confirmed"
    r"|decided|determined|disclosed|named|published)"
    r"|not (?:yet )?(?:announced|disclosed|named|published|stated|given))[\s)\].]*",
    re.I,
)
"""What stands in the place of a value that the text does not give."""
OFFICE: Final = re.compile(
    r"(?:公示|公告|征求意见|意见|反馈|联系|附件|公示期|监督|受理|报送)[^,。;]{0,8}$|.*(?:声明书|反馈表|意见表|登记表|申请表|承诺书|须知|公示期"
    r"|联系方式|电子邮[箱件]"
    r"|(?:基本|总体|有关|相关)情况|(?:条件|要求|流程|步骤|原则|主体|书件|材料|范围|期限|程序)(?:要点|说明)?|要点|矩阵|情况(?:说明|介绍)|概况)(?:\(.{1,12}\))?$"
    r"|.*\b(?:form|annex|appendix|contact(?:s| details)?|feedback|statement)$",
    re.I,
)
"""Headings and attachments of an announcement, which name no application."""
_MORE_WORDS: Final = re.compile(
    r"^(?:(?:brief|short|key|proposed|official|full|selected|innovat(?:ive|ion)|pilot|fintech|accepted|s[rl]?\.?)\s+)+",
    re.I,
)
"""What may stand before a label."""
_WHOLE: Final = {name: re.compile(pattern, re.I) for name, pattern in LABELS.items()}
LABELLED: Final = re.compile(r"[ \t]*[•·\-*]?[ \t]*([^\s:\t][^:\t\n]{0,24}?)[ \t]*(?::|[|](?![^\n]*[|]))[ \t]*")


def label_of(text: str) -> str | None:
    """What a column or line with this label holds; None where it is no label."""
    spelled = " ".join(text.strip(" :*•·-").split()).removesuffix("(s)")
    for words in (spelled, _MORE_WORDS.sub("", spelled)):
        name = next((name for name, pattern in _WHOLE.items() if pattern.fullmatch(words)), None)
        if name:
            return name
    return None


def settled(labels: Iterable[str | None]) -> list[str | None]:
    """Labels that stand together, where a bare "Name" is that of the application if another says who applies."""
    found = list(labels)
    is_name = "name" not in found and any(label in ROLE_LABELS for label in found)
    return [("name" if is_name else None) if label == "bare name" else label for label in found]


def type_of(text: str) -> tuple[str, int, int] | None:
    """The only type that a text speaks of, with its position; None if there is none, or both."""
    found = [(name, *match.span()) for name, pattern in TYPES.items() if (match := pattern.search(text))]
    return found[0] if len(found) == 1 else None
