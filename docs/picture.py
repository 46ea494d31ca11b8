"""Makes the README's picture of the page from the sample article: python docs/picture.py

Needs chromium (apt-get install chromium) and the extra [dev].
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from attribution import Extractor, read_article
from attribution.render.html import render_html

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "golden/articles/north-korea.txt"
PICTURE = Path(__file__).parent / "page.png"
SIZE = {"width": 1080, "height": 480}  # small enough for a README


def main() -> None:
    page = render_html([Extractor()(read_article(ARTICLE))])
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        file = Path(directory) / "page.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        shown = browser.new_page(viewport=SIZE)
        shown.goto(file.as_uri())
        # below the captions, where the marks are; one attribution lit up as under the mouse
        shown.locator("article p.body").first.evaluate("paragraph => scrollTo(0, paragraph.offsetTop - 30)")
        shown.locator("article p.body .content").first.hover()
        shown.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
