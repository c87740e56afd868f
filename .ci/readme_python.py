"""Runs the lines of Python in pages, as they stand, beside a copy of the experiments, and a corpus in FOLDER, which is simulated. The
blocks of a page share their names.

usage: readme_python.py PAGE.md ...
"""

import os
import pathlib
import re
import shutil
import sys
import tempfile

import sourcebias

pages = {name: pathlib.Path(name).read_text() for name in sys.argv[1:]}
with tempfile.TemporaryDirectory() as folder:
    shutil.copytree("experiments", pathlib.Path(folder) / "experiments")
    os.chdir(folder)
    if sourcebias.main(["--quiet", "simulate", "experiments/demo.toml", "--to", "FOLDER"]) != 0:
        sys.exit("no corpus in FOLDER")
    for name, page in pages.items():
        blocks = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
        if not blocks:
            sys.exit(f"{name} has no lines of Python")
        names = {}
        for block in blocks:
            exec(compile(block, name, "exec"), names)  # noqa: S102
        print(f"{name}: {len(blocks)} blocks of Python run")
