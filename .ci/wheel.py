"""Whether the wheel in a folder is what is shipped: one file for all versions of Python from 3.10, under 25 MB, with licences."""

import pathlib
import sys
import zipfile

[wheel] = pathlib.Path(sys.argv[1]).glob("*.whl")
size = wheel.stat().st_size / 1e6
names = zipfile.ZipFile(wheel).namelist()
wanted = ["_native.abi3.so", "__init__.pyi", "_native.pyi", "py.typed", "THIRD-PARTY.md", "LICENSE", "entry_points.txt"]
missing = [name for name in wanted if not any(known.endswith(name) for known in names)]
print(f"{wheel.name}: {size:.1f} MB, {len(names)} files")
sys.exit(f"lacks {missing}" if missing else "too large: 25 MB at most" if size > 25 else "no cp310-abi3" if "-cp310-abi3-" not in wheel.name else 0)
