#!/usr/bin/env python3
"""Whether the .tex tables of folders fit a page: one document of a plain `article` that has them all is compiled, and an
overfull line, a float that is higher than a page or any error fails.

    .ci/latex.py FOLDER…

Where there is no pdflatex, it says so and passes."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

if not shutil.which("pdflatex"):
    print("latex: no pdflatex here; the tables were not compiled")
    sys.exit(0)
tables = [file for folder in sys.argv[1:] for file in sorted(pathlib.Path(folder).rglob("*.tex"))]
if not tables:
    sys.exit(f"latex: no .tex tables in {' '.join(sys.argv[1:]) or 'no folder'}")
lines = [r"\documentclass{article}", r"\usepackage{array,booktabs,longtable}", r"\begin{document}"]
for number, file in enumerate(tables):
    # Its name goes to the log, so that what follows there is known to be its own.
    lines += [rf"\typeout{{TABLE {number}}}", rf"\input{{{file.resolve()}}}", r"\clearpage"]
lines.append(r"\end{document}")
with tempfile.TemporaryDirectory() as folder:
    document = pathlib.Path(folder, "tables.tex")
    document.write_text("\n".join(lines), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", document.name]
    environment = {"max_print_line": "10000", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    # The second time, a longtable knows its widths.
    for _ in range(3):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace")
        if done.returncode:
            break
    log = done.stdout
wrong, table = [], None
for line in log.splitlines():
    if found := re.match(r"TABLE (\d+)", line):
        table = tables[int(found.group(1))]
    if re.match(r"Overfull|!|LaTeX Warning: Float too large|LaTeX Warning: Label .* multiply|LaTeX Error", line):
        wrong.append(f"{table}: {line}")
for line in wrong:
    print(line)
if done.returncode and not wrong:
    print(log[-2000:])
if wrong or done.returncode:
    sys.exit(f"latex: {len(wrong)} of {len(tables)} tables do not fit or fail")
print(f"latex: {len(tables)} tables fit")
