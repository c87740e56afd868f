#!/usr/bin/env python3
"""Whether the .tex tables of folders fit a page: one document that has them all is compiled, and an overfull line, a float that
is higher than a page or any error fails.

    .ci/latex.py [--columns 1|2] FOLDER…

The documents are a plain `article` and one in two columns of ACM's width; a table of one style only is tried in its own, so
`--columns` names the one that is asked for. Without it, all are tried in both, as tables of the usual style stand in either.
Where there is no pdflatex, it says so and passes."""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# The widths of ACM's `sigconf`: columns of 241 points, 506 together.
DOCUMENTS = {
    1: [r"\documentclass{article}"],
    2: [
        r"\documentclass[twocolumn]{article}",
        r"\usepackage[textwidth=506.295pt,columnsep=24pt,textheight=648pt]{geometry}",
    ],
}


def compiled(columns, tables):
    """What is wrong with the tables in a document of so many columns; exits where LaTeX fails for another reason."""
    lines = DOCUMENTS[columns] + [r"\usepackage{array,booktabs,longtable}", r"\begin{document}"]
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
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, errors="replace"
            )
            if done.returncode:
                break
    wrong, table = [], None
    for line in done.stdout.splitlines():
        if found := re.match(r"TABLE (\d+)", line):
            table = tables[int(found.group(1))]
        if re.match(r"Overfull|!|LaTeX Warning: Float too large|LaTeX Warning: Label .* multiply|LaTeX Error", line):
            wrong.append(f"{table}, in {columns} columns: {line}")
    if done.returncode and not wrong:
        sys.exit(done.stdout[-2000:])
    return wrong


arguments = argparse.ArgumentParser()
arguments.add_argument("--columns", type=int, choices=DOCUMENTS)
arguments.add_argument("folders", nargs="*")
asked = arguments.parse_args()
if not shutil.which("pdflatex"):
    print("latex: no pdflatex here; the tables were not compiled")
    sys.exit(0)
tables = [file for folder in asked.folders for file in sorted(pathlib.Path(folder).rglob("*.tex"))]
if not tables:
    sys.exit(f"latex: no .tex tables in {' '.join(asked.folders) or 'no folder'}")
wrong = [line for columns in DOCUMENTS if asked.columns in (None, columns) for line in compiled(columns, tables)]
for line in wrong:
    print(line)
if wrong:
    sys.exit(f"latex: {len(wrong)} faults; {len(tables)} tables do not all fit")
print(f"latex: {len(tables)} tables fit")
