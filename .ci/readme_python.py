"""Runs the lines of Python in pages, as they stand, beside a copy of the experiments. The blocks of a page share their names; one that
names FOLDER wants a corpus of the reader's own, and is left out.

usage: readme_python.py PAGE.md ...
"""

import os
import pathlib
import re
import shutil
import sys
import tempfile

pages = {name: pathlib.Path(name).read_text() for name in sys.argv[1:]}
with tempfile.TemporaryDirectory() as folder:
    shutil.copytree("experiments", pathlib.Path(folder) / "experiments")
    os.chdir(folder)
    for name, page in pages.items():
        blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
        blocks = [block for block in blocks if "FOLDER" not in block]
        if not blocks:
            sys.exit(f"{name} has no lines of Python")
        names = {}
        for block in blocks:
            exec(compile(block, name, "exec"), names)  # noqa: S102
        print(f"{name}: {len(blocks)} blocks of Python run")
