"""Joints: what stands before, between and after the names of institutions that are named together."""

from __future__ import annotations

import re
from typing import Final

OPEN: Final = re.compile(
    r"(?:等(?:\s*[\d一二两三四五六七八九十]+\s*[家个间])?(?:[\w]{0,4}?(?:机构|单位|公司|企业|银行))?(?:共同"
    r"|联合)?|,?\s*(?:and others|and so on|et al\.?|etc\.?|among others))\s*$"
)
"""What says that a list goes on."""
PARTNERSHIP: Final = re.compile(r"(?:[A-Z][\w'-]+, )+[A-Z][\w'-]+ (?:&|and) [A-Z][\w'-]+ (?:LLP|LLC|Partners|& Co\.?)")
"""The name of a firm after several persons."""
COUNTED: Final = re.compile(
    r"(?:(?:共|这)?[\d一二两三四五六七八九十]{1,3}[家间][\u4e00-\u9fff]{0,6}?(?:机构|单位|企业|公司|银行|行|业者)?|(?:共同|所)*(?:组成)?的(?:联合体|联营体|财团|合营公司|合资公司)|,?\s*下同)\s*$"
)
"""The number of those that were named, after their names, or what they are together."""
KIND: Final = re.compile(
    r"[\u4e00-\u9fff]{0,8}?业者(?=[\u4e00-\u9fff]{3})|(?:虚拟|数字|数码|互联网|民营|外资|中资|发钞)银行(?=[\u4e00-\u9fff]{2,8}银行)"
    r"|[两二三四五六七八九十]大[\u4e00-\u9fff]{0,8}(?:机构|公司|组织|企业|集团)(?=\w{2})|(?:本地|当地|初创|新创|外资|本土)?(?:电信|金融科技|科技|网络|支付|保险|资讯|信息|数据|电商)?(?:业者|企业|厂商|(?<=初创)公司|(?<=科技)公司)(?=[\u4e00-\u9fff]{3})"
)
"""What an institution is, before its name."""
KIND_EN: Final = re.compile(
    r"(?:(?:[A-Z][\w&.-]*\s+){0,3}[A-Z][\w&.-]*'s\s+|(?:the|an?|its|their)\s+)?"
    r"(?:[a-z][\w/-]*\s+|[A-Z]\w*-(?:based|backed|owned|led|listed)\s+|[A-Z][a-z]+\s+(?=[a-z])){0,4}?"
    r"(?:company|firm|start-?up|bank|lender|insurer|insurtech|fintech|provider|operator|platform|subsidiary|affiliate|arm|unit"
    r"|vendor|developer|specialist|giant|group|institution|partner|centre|center|lab|hub|division|agency|bureau|brokerage|broker|applicants?"
    r"|application\s+(?:from|of|by))\s+(?=[A-Z])"
)
"""The same in English, small letters before capitals."""
AND: Final = re.compile(
    r"\s*(?:联合(?!银行|财险|保险|股权|征信|集团|资信|会|社|国际|信用|产权|信托)|携手|联手|会同|连同|联同|伙拍|偕同|以及|和|与|及|跟"
    r"|\band\b(?! Commercial Bank\b)|\bas well as\b|(?<=\s)&(?=\s))\s*"
)
"""What joins two names, and may also stand inside one."""
ONLY_BETWEEN: Final = re.compile(r"\s*(?:联合|携手|联手|会同|连同|联同|伙拍|偕同|以及|与|及)\s*")
"""Words that stand between names, and hardly ever inside one."""
CORPORATE: Final = re.compile(
    r"\s*(?:Co\b|Ltd|Limited|Inc\b|LLC|LLP|L\.L\.C|S\.A|Corp\b|PLC|plc\b|W\.L\.L|Pte|N\.A)", re.I
)
"""What stands after a comma that is part of a name."""
LEAD: Final = re.compile(
    r"^(?:\([^()]{3,40}\d{4}\)|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)(?=[^(),;、]{2})|[①-⑳](?=\w{2})|\d{1,2}[.、](?=[\u4e00-\u9fff]{2})|(?:申请|申报|参与|试点|测试)(?:机构|单位|主体)(?:分别|依次)?(?:为|是|包括|有|:)|另?由|另|并由|再由"
    r"|(?:并|另|及|亦|也)?(?:已|再|又)?(?:核准|批准|同意|准予)|(?:另|还有)?一家(?:参与(?:者|机构|方|单位)?|机构|企业"
    r"|公司)?(?=\w{3})|即(?=\w{4})|(?:其|第)?[一二三四五]为(?=\w{4})"
    r"|[A-Z][\w-]+-(?:based|backed|owned|led)|其中|而(?=\w{4})|(?:系|是)由|系(?=\w{4})"
    r"|(?:本次|此次|本批|首批)?(?:(?:金融服务|(?:金融)?科技产品|技术产品)类?)?(?:创新)?(?:应用|项目)?(?:则)?(?:主要|分别)?(?:包括|包含)(?=\w{3})|则?为(?=\w{3})"
    r"|第?[一二三四五六七八九十]{1,2}[案个项款](?:应用|项目)?则?(?:为|是)(?=\w{3})|[\u4e00-\u9fff]{2,16}(?:下属|旗下)的?(?:全资)?(?:子公司|附属公司)?(?=\w{4})"
    r"|涉及|来自|包括了?|莫过于|当属|分别是|分别为|以及|和|与|及|来自|the "
    r"|and |by |from |&)\s*",
    re.I,
)
"""What stands before names and is no part of them."""
FULL_END: Final = re.compile(
    r"(?:\b(?:Bank|Ltd|Limited|Inc|Corp|Company|Insurance)\.?|公司|银行|分行|支行)"
    r"(?:\([\u4e00-\u9fff]{2,6}\))?$"
)
"""The end of a name after which no other part of it follows."""
SCHOOL: Final = re.compile(
    r"\b(?:University|Institute|Academy|College|School|Ministry|Bureau|Department) (?:of|for) [A-Z]\w+$"
)
SCHOOL_GOES_ON: Final = re.compile(r"[A-Z]\w+(?: of [A-Z]|$|,| and )")
"""What goes on with the name of a school or an office after "and"."""
REST: Final = re.compile(r"(?:Trust|Savings|Sons|Co|Company|Partners|Associates|Bros)\b")
"""What stands after "Bank &" in one name."""
AS_WELL: Final = re.compile(r"\s*(?:as well as|along with)\s")
"""What joins further names to a list that has ended with "and"."""
ACRONYM: Final = re.compile(r"\s*[A-Z]{2,6}\s*")
"""A name that is surely one by itself."""
