"""Runs the lines of R in docs/r.md in one session; results/demo must be there.

usage: r.py PYTHON with the package
"""

import os
import pathlib
import re
import subprocess
import sys

lines = "\n".join(re.findall(r"^```r\n(.*?)^```$", pathlib.Path("docs/r.md").read_text(), re.M | re.S))
checks = """
stopifnot(nrow(headline) == 4, is.numeric(headline$low), nrow(pairs) > 0, is.numeric(pairs$contribution))
stopifnot(startsWith(result$answer, "Who is favoured"), startsWith(svg, "<svg"), found["RR"] == 0.5)
stopifnot(isTRUE(all.equal(frame(result$tables$table("relative_delta"))$p_adjusted, delta$p_adjusted)))
stopifnot(grepl("results/none", message))
cat("\\n", R.version.string, ", reticulate ", as.character(packageVersion("reticulate")), "\\n", sep = "")
"""
environment = {**os.environ, "RETICULATE_PYTHON": str(pathlib.Path(sys.argv[1]).absolute())}
sys.exit(subprocess.run(["Rscript", "-"], input=lines + checks, text=True, env=environment).returncode)
