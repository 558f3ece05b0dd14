"""The site as nginx and Caddy give it to readers, with the files that a webmaster copies from `deploy/`."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import pytest

from curriculum_commons.build.postprocess import POLICY
from curriculum_commons.deploy.site_files import lay_out

pytestmark = pytest.mark.slow

LONG = "public, max-age=31536000, immutable"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FEED = re.compile(r"(?:feeds/[^/]+|newsletter/feed)\.(xml|json)")
FEEDS = {"xml": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}
HIDDEN = (".secret", ".we", ".web", ".wex/a", ".well-knownx", ".well-known/.git", "teach/.w", "teach/.well-known")
OPEN = re.compile(r"(?:downloads|feeds|ims|\.well-known)/|newsletter/(?:feed\.|latest\.html)|(?:.*/)?index\.json$")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def current(small_site: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A site as `commons publish` lays it out, a file of each kind, and one that other programs look for."""

    def fill(folder: Path) -> None:
        lay_out(small_site / "site", folder / "current")
        for suffix in TYPES.keys() - {".html"}:
            (folder / f"current/downloads/tea{suffix}").write_bytes(b"tea")
        (folder / "current/.well-known").mkdir()
        (folder / "current/.well-known/about.json").write_text("{}", "utf-8")
        (folder / "current/admin").mkdir(exist_ok=True)
        (folder / "current/admin/list.json").write_text("[]", "utf-8")
        for name in HIDDEN:
            (folder / "current" / name).parent.mkdir(exist_ok=True)
            (folder / "current" / name).write_text("secret", "utf-8")

    return once("deployed", fill) / "current"


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None:
        pytest.fail(f"{name}, which `make test` installs, is not here; run tools/servers", pytrace=False)
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start(
    command: list[str | Path], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        running = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **(environment or {})})
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return running
        if running.poll() is not None:
            break
        time.sleep(0.05)
    running.kill()
    pytest.fail(f"{command[0]} does not start:\n{log.read_text('utf-8')}", pytrace=False)


def asking(port: int, secure: bool = False) -> Ask:
    def ask(path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        if secure:
            connection = HTTPSConnection("127.0.0.1", port, timeout=10, context=ssl._create_unverified_context())
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        found = Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        connection.close()
        return found

    return ask


def nginx_files(root: Path, folder: Path, site: Path, port: int) -> Path:
    """The three files as a webmaster copies them, with the lines changed that are theirs to change."""
    for name in ("nginx-commons.conf", "nginx-server.conf"):
        shutil.copy(root / "deploy" / name, folder)
    text = (root / "deploy/nginx-site.conf").read_text("utf-8")
    for old, new in {
        "/etc/nginx/commons/": f"{folder}/",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "    listen [::]:80;\n": "",
        "root /srv/commons/current;": f"root {site};",
    }.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text, "utf-8")
    user = "user root;\n" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\nworker_processes 2;\npid {folder}/pid;\nerror_log stderr warn;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\n    access_log off;\n    sendfile on;\n    tcp_nopush on;\n"
        + "".join(
            f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"    include {folder}/site.conf;\n}}\n",
        "utf-8",
    )
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def nginx(root: Path, current: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    configuration = nginx_files(root, folder, current, port)
    running = start([program("nginx"), "-c", configuration, "-p", folder, "-e", "stderr"], port, folder / "log")
    yield port
    running.terminate()
    running.wait()
    log = (folder / "log").read_text("utf-8")
    assert "[warn]" not in log, log


@pytest.fixture(scope="module")
def caddy(root: Path, current: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    text = (root / "deploy/Caddyfile").read_text("utf-8")
    for old, new in {
        "commons.example.org {": f"http://127.0.0.1:{port} {{",
        "/srv/commons/current": str(current),
    }.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text, "utf-8")
    command: list[str | Path] = [program("caddy"), "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]
    running = start(command, port, folder / "log", {"HOME": str(folder), "XDG_DATA_HOME": str(folder)})
    yield port
    running.terminate()
    running.wait()


@pytest.fixture(params=["nginx", "caddy"])
def ask(request: pytest.FixtureRequest) -> Ask:
    return asking(request.getfixturevalue(request.param))


def address(path: str) -> str:
    return "/" + path.removesuffix("index.html")


def files(current: Path) -> list[str]:
    there = (file for file in current.rglob("*") if file.is_file() and file.suffix != ".gz")
    return sorted({file.relative_to(current).as_posix() for file in there} - {"404.html", *HIDDEN})


def wanted_type(path: str) -> str:
    if feed := FEED.fullmatch(path):
        return FEEDS[feed[1]]
    if path.startswith("ims/case/"):
        return TYPES[".json"]
    return TYPES.get(Path(path).suffix, "application/octet-stream")


def test_every_file_is_sent_as_what_it_is(ask: Ask, current: Path) -> None:
    there = files(current)
    assert len(there) > 50
    answers = {path: ask(address(path)) for path in there}
    assert [path for path, answer in answers.items() if answer.body != (current / path).read_bytes()] == []
    types = {path: answer.headers.get("content-type") for path, answer in answers.items()}
    assert {path: types[path] for path in there if types[path] != wanted_type(path)} == {}
    assert set(TYPES) <= {Path(path).suffix for path in there}


def test_the_list_of_frameworks_has_the_name_of_their_folder(ask: Ask, current: Path) -> None:
    for version in ("v1p0", "v1p1"):
        answer = ask(f"/ims/case/{version}/CFDocuments")
        assert answer.body == (current / f"ims/case/{version}/CFDocuments.json").read_bytes()
        assert answer.headers["content-type"] == TYPES[".json"]


def test_every_file_has_the_headers_of_its_kind(ask: Ask, current: Path) -> None:
    for path in files(current):
        headers = ask(address(path)).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin", path
        assert "camera=()" in headers["permissions-policy"], path
        assert "cross-origin-opener-policy" not in headers, "which browsers complain about where it is no https"
        assert headers.get("access-control-allow-origin") == ("*" if OPEN.match(path) else None), path
        assert "strict-transport-security" not in headers, "this is no https"
        has_sum = re.search(r"^pagefind/.*_[0-9a-f]+\.pf_", path)
        assert headers["cache-control"] == (LONG if has_sum else "no-cache"), path
        assert "etag" in headers, path


def policies(current: Path, path: str) -> str | None:
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', (current / path).read_text("utf-8"))
    return found[1] if found else None


def test_the_policy_of_the_server_is_that_of_the_page(ask: Ask, current: Path) -> None:
    pages = [path for path in files(current) if path.endswith(".html") and not path.endswith("/issue.html")]
    for path in pages:
        by_page, by_server = policies(current, path), ask(address(path)).headers["content-security-policy"]
        ancestors = "*" if path == "newsletter/latest.html" else "'none'"
        assert by_server == f"{by_page}; frame-ancestors {ancestors}", path
    assert ask("/downloads/index.json").headers["content-security-policy"] == f"{POLICY}; frame-ancestors 'none'"
    letter = next(path for path in files(current) if path.endswith("/issue.html"))
    assert "script-src" not in ask(f"/{letter}").headers["content-security-policy"]


def test_the_form_for_editors_may_do_what_its_own_policy_allows(ask: Ask) -> None:
    policy = ask("/admin/list.json").headers["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "connect-src 'self' data: blob: https:" in policy


def test_what_shrinks_is_sent_compressed_to_who_asks_for_it(ask: Ask, current: Path) -> None:
    small = [path for path in files(current) if (current / f"{path}.gz").exists()]
    assert len(small) > 20
    for path in small:
        answer = ask(address(path), Accept_Encoding="gzip, br")
        assert answer.headers.get("content-encoding") == "gzip", path
        assert gzip.decompress(answer.body) == (current / path).read_bytes(), path
        assert answer.headers["content-type"] == wanted_type(path)
        assert "accept-encoding" in answer.headers.get("vary", "").lower(), path
        assert "accept-encoding" in ask(address(path)).headers.get("vary", "").lower(), path


def test_a_file_that_has_not_changed_is_not_sent_again(ask: Ask) -> None:
    for path in ("/", "/teach/", "/assets/commons.css", "/downloads/index.json"):
        for encoding in ("identity", "gzip"):
            etag = ask(path, Accept_Encoding=encoding).headers["etag"]
            again = ask(path, Accept_Encoding=encoding, If_None_Match=etag)
            assert (again.status, again.body) == (304, b""), path


def test_what_is_not_there_gets_the_not_found_page(ask: Ask, current: Path) -> None:
    for path in (
        "/no/such/page",
        *(f"/{name}" for name in HIDDEN),
        "/.git/config",
        "/teach/index.html.gz",
        "/assets/",
        "/downloads/",
        "/x.eml",
    ):
        answer = ask(path)
        assert answer.status == 404, path
        assert answer.body == (current / "404.html").read_bytes(), path
        assert answer.headers["content-type"] == TYPES[".html"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith(POLICY)
        assert answer.headers["cache-control"] == "no-cache"


def test_readers_read_and_do_nothing_else(ask: Ask) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "TEA"):
        answer = ask("/", method)
        assert (answer.status, b"<article" in answer.body) == (405, False), method
    assert ask("/", "HEAD").status == 200


def test_the_page_for_what_is_not_there_has_no_address_of_its_own(ask: Ask) -> None:
    assert ask("/404.html").status == 404


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that nobody else vouches for."""
    key, chain = folder / "privkey.pem", folder / "fullchain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", chain]
    subprocess.run([*command, "-days", "2", "-subj", "/CN=commons.example.org"], check=True, capture_output=True)
    return chain, key


def test_nginx_shows_the_site_over_https_as_the_file_describes(root: Path, current: Path, tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    plain, secure = free_port(), free_port()
    configuration = nginx_files(root, tmp_path, current, plain)
    head, _, rest = (tmp_path / "site.conf").read_text("utf-8").partition("# Once there is")
    redirect = re.search(r'write "([^"]+)" in place', rest.replace("\n# ", " "))
    assert redirect
    head = re.sub(r"    root .*\n    include .*\n", f"    {redirect[1]}\n", head)
    block = re.sub(r"^# ?", "", rest[rest.index("# server {") :], flags=re.MULTILINE)
    for old, new in {
        "listen 443": f"listen 127.0.0.1:{secure}",
        "    listen [::]:443 ssl http2;\n": "",
        "/etc/letsencrypt/live/commons.example.org/fullchain.pem": str(chain),
        "/etc/letsencrypt/live/commons.example.org/privkey.pem": str(key),
    }.items():
        assert old in block
        block = block.replace(old, new)
    (tmp_path / "site.conf").write_text(head + block, "utf-8")
    running = start([program("nginx"), "-c", configuration, "-p", tmp_path, "-e", "stderr"], secure, tmp_path / "log")
    try:
        led = asking(plain)("/teach/", Host="elsewhere.example")
        assert (led.status, led.headers["location"]) == (301, "https://commons.example.org/teach/")
        assert led.headers["server"] == "nginx"
        answer = asking(secure, secure=True)("/teach/")
        assert answer.body == (current / "teach/index.html").read_bytes()
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
    finally:
        running.terminate()
        running.wait()


def test_an_address_without_its_slash_is_led_on(ask: Ask) -> None:
    answer = ask("/teach")
    assert answer.status in {301, 308}
    assert answer.headers["location"] == "/teach/"


def test_the_server_does_not_say_its_version(ask: Ask) -> None:
    assert not re.search(r"[0-9]", ask("/").headers.get("server", ""))


def test_a_reader_cannot_climb_out_of_the_site(ask: Ask) -> None:
    for path in ("/../nginx.conf", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2f..%2fetc/passwd", "//etc/passwd"):
        assert ask(path).status in {400, 404}, path


@pytest.mark.parametrize("seconds", [1, pytest.param(30, marks=pytest.mark.long)])
def test_nginx_serves_200_readers_at_once_without_an_error(nginx: int, tmp_path: Path, seconds: int) -> None:
    paths = [
        "/",
        "/teach/",
        "/competencies/t-1/",
        "/assets/commons.css",
        "/assets/commons.js",
        "/downloads/index.json",
    ]
    (tmp_path / "readers.lua").write_text(
        f"local paths, at = {{{', '.join(map(repr, paths))}}}, 0\n"
        'request = function()\n  at = at % #paths + 1\n  return wrk.format("GET", paths[at])\nend\n'
        "done = function(summary)\n  local e = summary.errors\n"
        '  io.write(string.format("requests %d errors %d\\n", summary.requests,\n'
        "    e.connect + e.read + e.write + e.status + e.timeout))\nend\n",
        "utf-8",
    )
    command = [
        program("wrk"),
        "--threads",
        "2",
        "--connections",
        "200",
        "--duration",
        f"{seconds}s",
        "--timeout",
        "10s",
    ]
    command += [
        "--header",
        "Accept-Encoding: gzip",
        "--script",
        str(tmp_path / "readers.lua"),
        f"http://127.0.0.1:{nginx}/",
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=90)
    found = re.search(r"requests (\d+) errors (\d+)", done.stdout)
    assert found, done.stdout
    assert int(found[2]) == 0, done.stdout
    assert int(found[1]) > 200, "each reader got something"


def test_readers_see_no_error_while_a_new_release_is_published(root: Path, current: Path, tmp_path: Path) -> None:
    web, port = tmp_path / "web", free_port()
    for name in ("a", "b"):
        shutil.copytree(current, web / "releases" / name)
    (web / "current").symlink_to("releases/a")
    configuration = nginx_files(root, tmp_path, web / "current", port)
    running = start([program("nginx"), "-c", configuration, "-p", tmp_path, "-e", "stderr"], port, tmp_path / "log")
    try:
        ask = asking(port)
        for turn in range(200):
            (web / "next").symlink_to(f"releases/{'ba'[turn % 2]}")
            (web / "next").rename(web / "current")
            assert ask("/teach/").status == 200
    finally:
        running.terminate()
        running.wait()


def test_the_addresses_in_the_files_for_servers_are_nobodys(root: Path) -> None:
    for file in (root / "deploy").iterdir():
        named = re.findall(r"\b[\w.-]+\.(?:org|com|edu|net)\b", file.read_text("utf-8"))
        assert set(named) <= {"commons.example.org", "example.org"}, file.name
