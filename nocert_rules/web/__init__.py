"""The program in a browser: counter, case desk, rulebook, and the same questions as an API.

    request ─ limits ─ visitor ─ page handler ─ Form ─ Case ─ Decision ─ view ─ template

Pages hold no law: questions, labels, order and answers come from the rulebook. Every page works without a script;
scripts only make some of it quicker. What people type is kept as a draft from the first answer on.

Uses all wings. Begin with `app.create_app`, which puts the parts together, then `counter.start`.
"""

from importlib.util import find_spec

from nocert_rules.words.errors import NocertError
from nocert_rules.words.messages import Language


class WebUnavailable(NocertError):
    """What the pages are made with is not installed."""

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """What to install, in one line."""
        words = "网页服务需要附加组件，请先安装" if language == "zh" else "pages need the extra `web`"
        return (f"nocert: {words}: pip install 'nocert-rules[web]'",)


if any(find_spec(name) is None for name in ("fastapi", "uvicorn", "jinja2", "python_multipart")):
    raise WebUnavailable("the extra `web` is not installed: pip install 'nocert-rules[web]'")
