"""The style of the test page: colours for light and dark screens, and for paper."""

STYLE = """
:root { color-scheme: light dark; --back: #fff; --text: #1d1f21; --soft: #666b70; --line: #d9dce0; --inside: #f6f7f8;
  --all: #dff2e1; --all-line: #2e7d32; --most: #eef2c4; --most-line: #7c7f00; --some: #ffe6c7; --some-line: #b25e00;
  --none: #fbd9d7; --none-line: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --back: #16181a; --text: #e3e5e7; --soft: #a0a5aa; --line: #3a3e42;
  --inside: #1f2225; --all: #1d3b21; --all-line: #7cc782; --most: #3a3c12; --most-line: #c9cc55; --some: #4a3113;
  --some-line: #f0a952; --none: #4d1f1c; --none-line: #f28b82; } }
body { margin: 0; background: var(--back); color: var(--text); line-height: 1.55;
  font-family: system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 6rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.3rem; margin: 3rem 0 1rem; text-align: center; }
h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
small, .about { color: var(--soft); font-size: .85rem; font-weight: normal; }
.count { font-size: 1.1rem; font-weight: 600; } .failed, .lacking, .missed td:last-child { color: var(--none-line); }
a { color: inherit; text-decoration-color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: normal; font-size: .85rem; white-space: nowrap; }
.totals { margin: 1rem 0; } .totals th small { display: block; }
.totals td, .totals thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.bar { display: inline-block; width: 8rem; height: .7rem; background: var(--line); border-radius: .2rem;
  overflow: hidden; margin-left: .4rem; }
.bar span { display: block; height: 100%; background: var(--all-line); }
.missed .bar span { background: var(--none-line); }
.legend { display: flex; flex-wrap: wrap; gap: .4rem; font-size: .85rem; margin: 1.5rem 0 0; }
.key, .chip { padding: .1rem .5rem; border: 1px solid var(--line); border-radius: .3rem; }
.chip { display: inline-block; margin-right: .3rem; font-size: .85rem; }
.chip.lacking { border-color: var(--none-line); }
summary { cursor: pointer; }
.gaps, .guard { margin: 1rem 0; } .gaps li { margin-bottom: .3rem; } .gaps small { display: block; }
.gaps h3 { margin-top: .6rem; } .guard { font-size: .9rem; color: var(--soft); }
.provision { border-left: .25rem solid var(--line); margin: .15rem 0; }
.provision > summary { display: flex; gap: .6rem; padding: .2rem .6rem; list-style: none; align-items: baseline; }
.provision > summary::-webkit-details-marker { display: none; }
.provision > summary:hover { background: var(--inside); }
.provision > summary .text { flex: 1; white-space: pre-line;
  font-family: "Noto Serif CJK SC", "Noto Serif SC", "Songti SC", SimSun, serif; }
.number { color: var(--soft); font-size: .85rem; text-align: right; min-width: 6.5rem; white-space: nowrap; }
.number small { margin-left: .6rem; display: inline-block; min-width: 3.2rem; }
.number::after { content: "▸"; margin-left: .5rem; } [open] > summary > .number::after { content: "▾"; }
.sign { min-width: 1.2rem; text-align: center; }
.inside { background: var(--inside); padding: .5rem 1rem 1rem 2.4rem; }
.inside > .about { margin: 0; }
mark { color: inherit; background: none; text-decoration: underline; text-underline-offset: .25em; }
.key.all, mark.all { background: var(--all); } mark.all { text-decoration-color: var(--all-line); }
.key.most, mark.most { background: var(--most); } mark.most { text-decoration: underline dashed var(--most-line); }
.key.some, mark.some { background: var(--some); } mark.some { text-decoration: underline dotted var(--some-line); }
.key.none, mark.none { background: var(--none); } mark.none { text-decoration: underline wavy var(--none-line); }
.provision.all { border-color: var(--all-line); } .provision.most { border-color: var(--most-line); }
.provision.some { border-color: var(--some-line); } .provision.none { border-color: var(--none-line); }
.all > summary > .sign, .all > h3 > .sign, p.all > .sign { color: var(--all-line); }
.most > summary > .sign, .most > h3 > .sign, p.most > .sign { color: var(--most-line); }
.some > summary > .sign, .some > h3 > .sign, p.some > .sign { color: var(--some-line); }
.none > summary > .sign, .none > h3 > .sign, p.none > .sign { color: var(--none-line); }
.rule { margin: 1rem 0; } .quote { margin: .2rem 0 .4rem; } .statuses { margin: .2rem 0 .5rem; }
.conditions { table-layout: fixed; } .conditions th:nth-child(n+3) { width: 3.6rem; }
.conditions th:nth-child(6) { width: 7.5rem; }
.conditions th:first-child, .conditions td:first-child { width: 1.2rem; color: var(--soft); }
.conditions td:nth-child(n+3):not(.group) { text-align: center; white-space: nowrap; }
.conditions thead th:nth-child(n+3) { text-align: center; }
.conditions td small { display: block; }
.group { color: var(--soft); font-size: .85rem; }
.depth1 { padding-left: 1.3rem; } .depth2 { padding-left: 2.1rem; } .depth3 { padding-left: 2.9rem; }
.depth4 { padding-left: 3.7rem; }
.cases { padding-left: 0; list-style: none; font-size: .9rem; } .cases li { margin-bottom: .3rem; }
.cases .reason { display: block; padding-left: 1.3rem; }
.cases li:target, .rule:target { outline: 2px solid var(--most-line); outline-offset: .2rem; }
pre { white-space: pre-wrap; font-size: .85rem; }
@media print { .provision > summary { break-inside: avoid; } main { max-width: none; } }
"""
