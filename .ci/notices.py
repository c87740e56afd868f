"""Whether THIRD-PARTY.md names the packages that what is shipped is built from, in their versions, and no other ones."""

import pathlib
import subprocess
import sys
import tomllib

OURS = ("sourcebias", "sourcebias-python")


def packages(*targets):
    command = ["cargo", "tree", "--locked", "--workspace", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
    command += [word for target in targets for word in ("--target", target)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = {tuple(line.split()[:2]) for line in listed.splitlines() if line}
    return {f"* {name} {version.lstrip('v')}" for name, version in found if name not in OURS}


shipped = packages(*tomllib.loads(pathlib.Path("about.toml").read_text())["targets"])
lines = [line for line in pathlib.Path("THIRD-PARTY.md").read_text().splitlines() if line.startswith("* ")]
# Lines of licences begin so too; a package is followed by its version, and by its address where it has one.
named = {line.split(" (")[0] for line in lines if len(line.split(" (")[0].split()) == 3}
named = {line for line in named if line.split()[1] not in OURS}
# cargo-about takes a package for one of these targets that is another's.
missing, former = sorted(shipped - named), sorted(named - packages("all"))
print(f"{len(shipped)} packages, {len(missing)} not named, {len(former)} named that are not built")
wrong = ["make THIRD-PARTY.md again (about.toml says how); it does not name:", *missing, "it names, and should not:", *former]
sys.exit("\n".join(wrong) if missing or former else 0)
