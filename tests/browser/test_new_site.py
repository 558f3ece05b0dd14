"""A site as it is begun for a school has no barrier either: few competencies, codes as published, places to write."""

from __future__ import annotations

from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from curriculum_commons.build.run import build
from curriculum_commons.starter.new_site import Answers, Beginning, new_site
from curriculum_commons.starter.program import Program
from curriculum_commons.starter.read import import_table

from .conftest import Quiet
from .test_every_page import AXE, axe_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TABLE = """Code,Domain,Title,Statement,Component
1.1(a),Supply,Labels a preparation,Labels a preparation with its name and date.,name
1.1(a),,,,date
1.1(b),Supply,Stores cold-chain stock,Stores cold-chain stock.,
2.1(a),Advice,,Explains in words that who has never heard of it understands how a preparation is stored at home.,
"""
ANSWERS = Answers("Outcomes in pharmacy", "The Pharmacy School", "p@school.example", "en", "https://p.example/")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site, built; without the manual, whose pages are those of every site."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "framework.csv").write_text(TABLE, "utf-8")
    framework = import_table(folder / "framework.csv", ()).framework()
    new_site(folder / "site", Beginning(ANSWERS, Program("curriculum-commons"), "2026", framework))
    with (folder / "site/data/site.yaml").open("a", encoding="utf-8") as site:
        site.write('leave_out: ["docs/contribute/*", "toolkit/[!d]*"]\n')
    build(folder / "site", "mkdocs", "2026-12-01", lambda _: None)
    return folder / "site/site"


def test_a_new_site_has_no_barrier_and_no_error(begun: Path, chromium: Browser) -> None:
    addresses = sorted(file.relative_to(begun).as_posix().removesuffix("index.html") for file in begun.rglob("*.html"))
    assert len(addresses) > 12
    errors, faults, wide = list[str](), list[str](), list[str]()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(begun))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        context = chromium.new_context(base_url=origin, color_scheme="dark", reduced_motion="reduce")
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        for address in addresses:
            faults += axe_faults(page, f"/{address}")
            wide += [address] if page.evaluate("document.documentElement.scrollWidth") > 320 else []
        context.close()
        server.shutdown()
    assert (faults, wide, errors) == ([], [], [])
