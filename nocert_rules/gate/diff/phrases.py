"""The words of a comparison, in Chinese and English."""

from __future__ import annotations

from nocert_rules.render.words import pick
from nocert_rules.words.messages import Language

WORDS: dict[str, tuple[str, str]] = {
    # what a change means
    "more_open": ("更放宽", "more open"),
    "more_closed": ("更收紧", "more closed"),
    "stricter": ("更严", "stricter"),
    "milder": ("更宽", "milder"),
    "wider": ("情形增多", "wider"),
    "narrower": ("情形减少", "narrower"),
    "later": ("更晚", "later"),
    "earlier": ("更早", "earlier"),
    "newly_undetermined": ("变为未定", "newly undetermined"),
    "newly_determined": ("变为确定", "newly determined"),
    "needs_more_facts": ("需要更多事实", "needs more facts"),
    "needs_fewer_facts": ("需要更少事实", "needs fewer facts"),
    "mixed": ("有宽有严", "mixed"),
    "unsettled": ("未能判定", "not settled"),
    # what became of it
    "added": ("新增", "added"),
    "removed": ("删除", "removed"),
    "changed": ("改变", "changed"),
    "moved": ("改列", "moved"),
    "altered": ("内容改变", "altered"),
    "list_changed": ("所在清单改变", "its list changed"),
    # how
    "modality": ("情态", "modality"),
    "addressed": ("新增承担者", "now addressed"),
    "no_longer_addressed": ("不再承担", "no longer addressed"),
    "measures": ("方式", "measures"),
    "for": ("对", "for"),
    "case": ("案例", "case"),
    "none": ("无", "none"),
    # headings
    "old": ("旧", "old"),
    "new": ("新", "new"),
    "for_all": ("对下列范围内的一切输入", "for all inputs with"),
    "equal": ("已证明相同", "proved equal"),
    "conclusions": ("项结论", "conclusions"),
    "days": ("项日期", "days"),
    "decided_by": ("依据", "rests on"),
    "replayed": ("已由两个规则库各经引擎重放", "replayed under both rulebooks through"),
    "inputs_changed": ("接受的案件不同", "not the same cases are accepted"),
    "refused": ("新规则库不再接受", "no longer accepted"),
    "accepted": ("新规则库开始接受", "newly accepted"),
    "facts_added": ("新增事实", "facts added"),
    "facts_removed": ("删除事实", "facts removed"),
    "fields_changed": ("答复字段改变", "answer fields changed"),
    "question_added": ("新增的问题", "a new question"),
    "question_removed": ("删除的问题", "a question that is gone"),
    "lists": ("公布的清单和参数", "published lists and parameters"),
    "as_of": ("查询日", "asked as of"),
    "entries": ("个条目", "entries"),
    "same_answer": ("答复不变", "answered alike"),
    "not_asked": ("无法查询比较", "could not be asked for under both"),
    "parameter": ("参数", "parameter"),
    "list": ("清单", "list"),
    "texts": ("文本和名称", "texts and names"),
    "past": ("过往案件", "past cases"),
    "differ": ("件答复不同，共", "answered differently, of"),
    "refused_by_old": ("旧规则库不接受", "not accepted by the old rulebook"),
    "refused_by_new": ("新规则库不接受", "not accepted by the new rulebook"),
    "nobody": ("没有任何人得到不同的答复", "nobody is answered differently"),
    "somebody": ("有人得到不同的答复", "somebody is answered differently"),
    # kinds of things
    "documents": ("文件", "documents"),
    "provisions": ("条款", "provisions"),
    "rules": ("规则", "rules"),
    "computed": ("计算值", "computed values"),
    "definitions": ("定义", "definitions"),
    "facts": ("事实", "facts"),
    "enumerations": ("枚举", "enumerations"),
    "questions": ("问题", "questions"),
    "notices": ("告知书", "notices"),
    "jurisdictions": ("辖区", "jurisdictions"),
    "calendar": ("节假日安排", "notices on holidays"),
}


def say(key: str, language: Language) -> str:
    """The words for `key`."""
    return pick(WORDS[key], language)
