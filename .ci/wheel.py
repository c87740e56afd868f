"""Whether the wheel in a folder is what is shipped: one file for all versions of Python from 3.10, for a named platform, under 25 MB,
with types, the command, the licences, the notices of others and the list of what it is built from.

usage: wheel.py FOLDER [PLATFORM]

PLATFORM must stand in the wheel's name, as in `manylinux_2_28_x86_64`; without it any manylinux, macOS or Windows will do, and
`linux_x86_64`, which says that nobody has looked, will not. Where Python has auditwheel, that says whether a manylinux tag is true.
"""

import importlib.util
import json
import pathlib
import re
import subprocess
import sys
import zipfile

[wheel] = pathlib.Path(sys.argv[1]).glob("*.whl")
platform = sys.argv[2] if len(sys.argv) > 2 else ""
size = wheel.stat().st_size / 1e6
archive = zipfile.ZipFile(wheel)
names = archive.namelist()
print(f"{wheel.name}: {size:.1f} MB, {len(names)} files")
wrong = []


def text_of(ending):
    """The text of the one file whose name ends so; empty where there is none or it is not alone."""
    found = [name for name in names if name.endswith(ending)]
    if len(found) != 1:
        wrong.append(f"has {len(found)} files {ending}")
        return ""
    return archive.read(found[0]).decode()


if not re.search(r"/_native(\.abi3\.so|\.pyd)$", "\n".join(names), re.M):
    wrong.append("lacks the compiled module for any version of Python")
for ending in ("/__init__.py", "/__init__.pyi", "/_native.pyi", "/py.typed"):
    text_of(ending)
for licence in ("LICENSE", "LICENSE-APACHE", "THIRD-PARTY.md"):
    # As in the repository, and not what was there once.
    kept = (pathlib.Path(__file__).resolve().parent.parent / licence).read_bytes().decode()
    if text_of(f".dist-info/licenses/{licence}") != kept:
        wrong.append(f"has another {licence} than the repository")
if "sourcebias=sourcebias:main" not in text_of(".dist-info/entry_points.txt").replace(" ", ""):
    wrong.append("lacks the command")
metadata = text_of(".dist-info/METADATA")
for line in ("Requires-Python: >=3.10", "License-Expression: MIT OR Apache-2.0"):
    if f"\n{line}\n" not in metadata:
        wrong.append(f"does not say {line!r}")
needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
if needed:
    wrong.append(f"needs other packages: {needed}")
listed = json.loads(text_of(".cyclonedx.json") or "{}").get("components", [])
if not {"sourcebias", "polars", "tantivy", "pyo3"} <= {one["name"] for one in listed}:
    wrong.append("lacks the list of what it is built from")
if size > 25:
    wrong.append("is too large: 25 MB at most")
if "-cp310-abi3-" not in wheel.name:
    wrong.append("is not for every Python from 3.10 (cp310-abi3)")
if platform not in wheel.name or not re.search(r"-(manylinux|macosx|win)_", wheel.name):
    wrong.append(f"is not for {platform or 'manylinux, macOS or Windows'}")
claimed = re.search(r"manylinux_(\d+)_(\d+)_", wheel.name)
if claimed and importlib.util.find_spec("auditwheel"):
    command = [sys.executable, "-m", "auditwheel", "show", str(wheel)]
    told = " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    found = re.search(r'is consistent with the following platform tag: "manylinux_(\d+)_(\d+)_', told)
    print(told[: told.find(". ") + 1] if found else told)
    # An older system will do, too.
    if not found or tuple(map(int, found.groups())) > tuple(map(int, claimed.groups())):
        wrong.append("is not of the platform that its name says")
sys.exit("\n".join(f"{wheel.name} {one}" for one in wrong) if wrong else 0)
