"""Whether THIRD-PARTY.md names every package that the program and the Python package are built from, in its version."""

import pathlib
import subprocess
import sys

command = ["cargo", "tree", "--locked", "--workspace", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
packages = set()
for line in filter(None, listed.splitlines()):
    name, version = line.split()[:2]
    if name not in ("sourcebias", "sourcebias-python"):
        packages.add(f"* {name} {version.lstrip('v')}")
notices = {line.split(" (")[0] for line in pathlib.Path("THIRD-PARTY.md").read_text().splitlines()}
missing = sorted(packages - notices)
print(f"{len(packages)} packages, {len(missing)} not named")
sys.exit("\n".join(["make THIRD-PARTY.md again (about.toml says how); it does not name:", *missing]) if missing else 0)
