"""Words that would run in a page that took them for markup, a script, an address or a style."""

from typing import Final

from playwright.sync_api import BrowserContext, Page, expect

WORDS: Final = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></mtext><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe src=javascript:parent.alert(1)></iframe>",
    "<a href=javascript:alert(1)>tap</a>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://utility.example/",
    "https://utility.example/'onmouseover='alert(1)",
    'https://utility.example/"onfocus="alert(1)"autofocus="',
    "https://utility.example/<img/src=x/onerror=alert(1)>",
    "data:text/html,<script>alert(1)</script>",
    "//utility.example/x.js",
    "https://utility.example/x.png",
    '"><input autofocus onfocus=alert(1)>',
    "'><details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<style>@import 'https://utility.example/x.css';</style>",
    "<link rel=stylesheet href=https://utility.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://utility.example/>",
    "<form action=javascript:alert(1)><button>tap</button></form>",
    "<template shadowrootmode=open><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "- <b onclick=alert(1)>lead</b>: <img src=x onerror=alert(1)>",
    "{{7*7}}${alert(1)}<%=alert(1)%>",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "&lt;img src=x onerror=alert(1)&gt;&#60;script&#62;alert(1)",
    "\u202e<img src=x onerror=alert(1)>\u202c",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
)

_WATCH: Final = """
  globalThis.ran = 0;
  globalThis.reports = [];
  for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = () => { ran += 1; };
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    reports.push(`${violatedDirective} ${blockedURI}`);
  });
"""


def watch(context: BrowserContext) -> None:
    """Note in every page from now on what ran and what the policy had to stop."""
    context.add_init_script(_WATCH)


def echo(page: Page, words: str) -> None:
    """Say words that come back in every place that a message of the bot's has."""
    log = page.get_by_role("log")
    before = log.locator(".bot").count()
    page.get_by_role("textbox").fill(f"echo {words}")
    page.get_by_role("textbox").press("Enter")
    expect(log.locator(".bot")).to_have_count(before + 3)


def executions(page: Page) -> int:
    """Return how often something ran."""
    ran: int = page.evaluate("ran")
    return ran


def reports(page: Page) -> list[str]:
    """Return what the policy stopped."""
    stopped: list[str] = page.evaluate("reports")
    return stopped
