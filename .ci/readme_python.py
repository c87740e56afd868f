"""Runs the lines of Python in a page, as they stand, in the current folder's copy of the experiments."""

import os
import pathlib
import re
import shutil
import sys
import tempfile

page = pathlib.Path(sys.argv[1]).read_text()
blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
if not blocks:
    sys.exit(f"{sys.argv[1]} has no lines of Python")
with tempfile.TemporaryDirectory() as folder:
    shutil.copytree("experiments", pathlib.Path(folder) / "experiments")
    os.chdir(folder)
    for block in blocks:
        exec(compile(block, sys.argv[1], "exec"), {})  # noqa: S102
print(f"{len(blocks)} blocks of Python run")
