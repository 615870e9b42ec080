#!/usr/bin/python3
"""A stand-in for Quadlet, as a generator of systemd: what podman-systemd.unit(5) of podman 4.4 says it makes of
the keys that Rouse writes, and an error for every other. --cgroups=split is the one thing it leaves out."""

import glob
import os
import re
import sys

IS_USER = os.path.basename(sys.argv[0]) == "podman-user-generator"
OWN = os.path.expanduser("~/.config/containers/systemd") if IS_USER else "/etc/containers/systemd"
FOLDERS = os.environ.get("QUADLET_UNIT_DIRS", OWN).split(":")
PODMAN = "/run/podman" if os.path.exists("/run/podman") else "/usr/bin/podman"
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "s": " "}


def sections(text):
    """Section -> its lines, as key and value."""
    found = {}
    for line in text.splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line.split("=", 1))
    return found


def unescape(match):
    if match[1]:
        return chr(int(match[1], 16))
    return ESCAPES.get(match[2], match[2])


def split(value):
    """Words as in Exec= of systemd, without quotes and C escapes; % and $ stay."""
    for quoted, plain in re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value):
        yield re.sub(r"\\(?:[xu]([0-9a-f]{2}(?:[0-9a-f]{2})?)|(.))", unescape, quoted or plain)


def written(word):
    """As Quadlet writes a word for systemd: quoted when there is a reason, $ and % as they came."""
    if not re.search(r"[\s\x00-\x1f\"'\\]", word):
        return word
    special = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    return '"' + "".join(special.get(letter, letter) for letter in word) + '"'


def section(found, name):
    yield f"[{name}]"
    yield from map("=".join, found[name])


def service(path, found):
    keys = dict(found["Container"])
    known = {"Image", "Network", "Notify", "Volume", "PodmanArgs", "Exec"}
    if set(keys) - known:
        sys.exit(f"unsupported keys: {sorted(set(keys) - known)}")
    volumes = [value for key, value in found["Container"] if key == "Volume"]
    podman = [PODMAN, "run", "--name=systemd-%N", "--cidfile=%t/%N.cid", "--replace", "--rm"]
    podman += ["--log-driver", "passthrough", "--cgroups=disabled", f"--network={keys['Network']}"]
    podman += ["--sdnotify=container" if keys["Notify"] == "yes" else "--sdnotify=conmon", "-d"]
    for volume in volumes:
        podman += ["-v", volume]
    podman += [*split(keys["PodmanArgs"]), keys["Image"], *split(keys["Exec"])]
    yield from section(found, "Unit")
    yield f"SourcePath={path}"
    yield "RequiresMountsFor=%t/containers"
    for volume in volumes:
        if volume.startswith("/"):
            yield f"RequiresMountsFor={volume.split(':')[0]}"
    yield from section(found, "Service")
    yield from ["Type=notify", "NotifyAccess=all", "KillMode=mixed", "Delegate=yes", "SyslogIdentifier=%N"]
    yield "Environment=PODMAN_SYSTEMD_UNIT=%n"
    yield "ExecStart=" + " ".join(map(written, podman))
    yield f"ExecStop={PODMAN} rm -f -i --cidfile=%t/%N.cid"
    yield f"ExecStopPost=-{PODMAN} rm -f -i --cidfile=%t/%N.cid"
    yield "ExecStopPost=-rm -f %t/%N.cid"
    for name in set(found) - {"Unit", "Container", "Service"}:
        yield from section(found, name)


for folder in FOLDERS:
    for path in glob.glob(f"{folder}/*.container"):
        name = os.path.basename(path).removesuffix(".container")
        with open(path) as file:
            text = "\n".join([*service(path, sections(file.read())), ""])
        if "--dryrun" in sys.argv:
            print(f"---{name}.service---\n{text}")
        else:
            with open(f"{sys.argv[1]}/{name}.service", "w") as made:
                made.write(text)
