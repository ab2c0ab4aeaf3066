"""Lints of the text and what is quoted of it."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.lint.book import Book, walk_nodes
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.verbs import commands, declared, forbids_to_ask, governing
from nocert_rules.rulebook.load.nodes import MapNode, ScalarNode
from nocert_rules.rulebook.model.rules import Provision, Rule
from nocert_rules.rulebook.model.values import Label, Modality
from nocert_rules.words.errors import Position, shown

_MODALITY = {"must": "应当", "may": "可以", "must_not": "不得"}
_SHORT = 2


def modality_misfit(book: Book) -> Iterator[Found]:
    """The modality of a rule is none that the quoted words, or the clause around them, express."""
    for rule in book.loaded.rules.values():
        if rule.modality is None:
            continue
        quote = rule.sources[0].quote
        start = book.loaded.provisions[rule.provision].text.find(quote)
        wrong = _misfit(book, rule, rule.modality, start, quote)
        if wrong:
            yield Found(book.place("rule", rule.id, "modality"), wrong)


def _misfit(book: Book, rule: Rule, modality: Modality, start: int, quote: str) -> Label | None:
    text = book.loaded.provisions[rule.provision].text
    verbs = governing(text, start, start + len(quote))
    expected: set[Modality] = {verb.modality for verb in verbs}
    word = verbs[0].word if verbs else declared(quote)
    if not verbs and word and not _is_choice(book, rule):
        expected = {"must"}
    if word == "视情节" and _is_choice(book, rule):
        expected.add("must")  # these words say how to choose, not that one need not
    elsewhere = all(not start <= verb.start < start + len(quote) for verb in verbs)
    if not expected or modality in expected or (modality == "must_not" and elsewhere and forbids_to_ask(quote)):
        return None
    names = " / ".join(f"`{name}`" for name in sorted(expected))
    marks = " / ".join(_MODALITY[name] for name in sorted(expected))
    return Label(
        f"规则 `{rule.id}` 的情态为 `{modality}`，而条文写的是“{word}”；应为 {names}（{marks}）",
        f"rule `{rule.id}` has modality `{modality}`, but its words say “{word}”; expected {names} ({marks})",
    )


def _is_choice(book: Book, rule: Rule) -> bool:
    """Whether the rule leaves a choice from a scale of measures to whom the text gives the task."""
    conclusion = book.loaded.conclusions.get(rule.conclusion or "")
    return rule.modality in ("may", "must") and conclusion is not None and bool(conclusion.scale)


def normative_clause_without_rule(book: Book) -> Iterator[Found]:
    """A clause of an encoded provision commands, allows or forbids, and nothing quotes it."""
    for provision in book.loaded.provisions.values():
        if provision.status != "encoded":
            continue
        covered = _quoted(book, provision)
        node = book.node("provision", provision.id).get("text")
        for verb, start, end in commands(provision.text):
            word = verb.start, verb.start + len(verb.word)
            if isinstance(node, ScalarNode) and not any(own[0] <= word[0] and word[1] <= own[1] for own in covered):
                clause = provision.text[start:end].strip("，。；：,;: \n")
                offset = node.text.find(provision.text) + provision.text.index(clause, start)
                position, stop = book.sources.file(node.position.file).within(node, offset, len(clause))
                message = Label(
                    f"“{shown(clause)}”含“{verb.word}”，但没有规则引用；应有规则",
                    f"`{shown(clause)}` says “{verb.word}”, but no rule quotes it; expected a rule",
                )
                yield Found(position, message, stop, heading=node.position)


def _quoted(book: Book, provision: Provision) -> list[tuple[int, int]]:
    """Every place of the provision's text that a rule, computed value or definition quotes."""
    rulebook = book.loaded
    sources = [source for rule in rulebook.rules.values() for source in rule.sources]
    sources += [value.source for value in rulebook.computed.values()]
    sources += [definition.source for definition in rulebook.definitions.values()]
    found: list[tuple[int, int]] = []
    for quote in {source.quote for source in sources if source.provision == provision.id}:
        start = provision.text.find(quote)
        while start >= 0:
            found.append((start, start + len(quote)))
            start = provision.text.find(quote, start + 1)
    return found


def quote_too_short(book: Book) -> Iterator[Found]:
    """A quote of one or two characters: it proves nothing."""
    for provision in book.parts("provisions"):
        for position, quote in _quotes(provision):
            if len(quote) <= _SHORT:
                message = Label(
                    f"引文 `{quote}` 只有 {len(quote)} 个字；应引用足以辨认的文字",
                    f"quote `{quote}` has {len(quote)} characters; expected enough words to know the clause by",
                )
                yield Found(position, message)


def _quotes(provision: MapNode) -> Iterator[tuple[Position, str]]:
    for node in walk_nodes(provision):
        quote = node.get("quote") if isinstance(node, MapNode) else None
        if isinstance(quote, ScalarNode) and quote.text:
            yield quote.position, quote.text


def quote_repeated(book: Book) -> Iterator[Found]:
    """Several rules conclude the same from the very same words."""
    first: dict[tuple[str, str, str, bool], str] = {}
    for rule in book.loaded.rules.values():
        source = rule.sources[0]
        key = (rule.conclusion or "", source.provision, source.quote, rule.gap is None)
        if rule.conclusion and key in first:
            message = Label(
                f"规则 `{rule.id}` 与 `{first[key]}` 由相同的引文得出 `{rule.conclusion}`；应各引其文，或合为一条规则",
                f"rule `{rule.id}` concludes `{rule.conclusion}` from the same words as `{first[key]}`; "
                "expected words of its own, or one rule",
            )
            yield Found(book.place("rule", rule.id, "quote"), message)
        first.setdefault(key, rule.id)


LINTS = (
    Lint(
        "modality-misfit",
        "text",
        "error",
        Label("规则的情态与所引条文的用语不符", "the modality of a rule does not fit the verb of its words"),
        Label(
            "应当、应、须、要、由…是 must；可以、可是 may；不得、禁止是 must_not",
            "应当, 应, 须, 要 and 由… are must, 可以 and 可 are may, 不得 and 禁止 are must_not",
        ),
        modality_misfit,
    ),
    Lint(
        "normative-clause-without-rule",
        "text",
        "warning",
        Label("规范性语句没有规则", "a normative clause has no rule"),
        Label(
            "为这一语句写规则，或在有关规则的引文中包含它",
            "write a rule for the clause, or quote it in the rule that already covers it",
        ),
        normative_clause_without_rule,
    ),
    Lint(
        "quote-too-short",
        "text",
        "warning",
        Label("引文只有一两个字", "a quote of one or two characters"),
        Label("引用整个词句", "quote the whole phrase"),
        quote_too_short,
        needs="files",
    ),
    Lint(
        "quote-repeated",
        "text",
        "warning",
        Label("几条规则由相同的引文得出相同的结论", "several rules conclude the same from the same words"),
        Label(
            "引用各自依据的文字；依据相同的，用 `any` 合为一条规则",
            "quote what each rule rests on; join rules that rest on the same words with `any`",
        ),
        quote_repeated,
    ),
)
