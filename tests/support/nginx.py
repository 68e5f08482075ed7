"""A real nginx in front of servers, in both styles: it strips the path that it serves them under, or passes it on."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.running import ended, free_port, wait_for

_MAIN = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  {top}
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream atlas {{ server {target}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
{locations}  }}
}}
"""
_LOCATION = """    location {path}/ {{
      proxy_pass http://atlas{end};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      {more}
    }}
"""
STRIPPED, PASSED = "/", ""
"""What follows the server's name in `proxy_pass`: with a path, nginx puts it in the place of the location's."""


@contextmanager
def nginx(
    target: str, locations: Mapping[str, str], prefix: bool = False, cache: tuple[str, str] = ("", "")
) -> Iterator[str]:
    """The address of an nginx before a server.

    Args:
        target: Address of the server.
        locations: `STRIPPED` or `PASSED` for each path that it serves.
        prefix: Whether it says in X-Forwarded-Prefix which path that is.
        cache: What it is told of a cache, for all and in each location; a folder is called `/var/cache/nginx`.
    """
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    assert Path(program).is_file(), "nginx is missing: `make test` installs it on Debian as root"
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        top, within = cache
        named = "proxy_set_header X-Forwarded-Prefix {path};" if prefix else ""
        written = "".join(
            _LOCATION.format(path=path, end=end, more=named.format(path=path) + within)
            for path, end in locations.items()
        )
        top = top.replace("/var/cache/nginx", folder)
        text = _MAIN.format(folder=folder, port=port, target=urlsplit(target).netloc, locations=written, top=top)
        Path(folder).chmod(0o755)  # its worker is another user
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(text, encoding="utf-8")
        command = [program, "-p", folder, "-e", "stderr", "-c", str(configuration)]
        with subprocess.Popen(command) as process, ended(process):
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
