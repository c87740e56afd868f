"""Writes docs/reference/: all that can be named, by what the program lists and by the formulas beside the code; and the Python package,
by its docstrings (python_reference.py).

usage: reference.py SOURCEBIAS [--check]
       reference.py --python [--check]

With --check nothing is written: it fails where a page is not what it would be made anew. With --python it is the page of the package
alone, for which no program is needed.
"""

import json
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import python_reference  # noqa: E402

program = str(pathlib.Path(sys.argv[1]).resolve())
check = "--check" in sys.argv[2:]
root = pathlib.Path(__file__).resolve().parent.parent
folder = root / "docs/reference"

# A page: its file, its title, what it says first, and its families: heading, name in `list`, folder of the code.
PAGES = [
    ("models", "Retrieval models", "A model gives each document a score for a query: the sum, over the query's terms, of the formula below, "
     "where nothing else is said. `--model 'bm25(k1=0.9,b=0.4)'` sets parameters, `bm25(b=0..1/0.1)` is a grid. A wrapper stands "
     "behind a model: `bm25|rm3`, `bm25|byte_lengths`.",
     [("Models", "models", "src/retrieve/model"), ("Wrappers", "models", "src/retrieve")]),
    ("measures", "Evaluation measures", "A measure gives one query's ranking a value. `@k` is a cutoff: `nDCG@10`; in brackets it may be "
     "left out. Where documents tie, a value is the mean over all orders of the tied documents. `None` is undefined: left out of means, "
     "and counted.",
     [("Measures", "measures", "src/evaluate/measure")]),
    ("lexical", "Lexical measures", "What `profile` measures on texts, and on whole sources. *Tokens* are the terms that the analyser "
     "leaves, each as often as it stands there, *types* the different ones. `None` is undefined, and empty in tables.",
     [("Measures", "lexical", "src/profile/measure")]),
    ("analyzers", "Analysers", "An analyser turns text into terms. It is a preset, or a chain of steps written "
     "`standard|lowercase|stop(lucene)|porter`.",
     [("Presets and steps", "analyzers", None)]),
    ("bias", "Analyses of bias", "An analysis makes a [table](../tables.md) of the same name; a similarity compares a query with a document, "
     "and is `None` where that is undefined.",
     [("Analyses", "analyses", None), ("Similarities", "similarities", "src/bias/cause/similarity")]),
    ("labels", "Measures of labels", "What `sourcebias labels` measures on the labels of people and judges. `None` is undefined, and empty in "
     "tables.",
     [("Agreement", "agreement", "src/labels/measure"), ("Calibration", "calibration", "src/labels/calibration"),
      ("Confidences", "confidences", "src/labels/confidence"), ("Orders of systems", "orders", "src/labels/order"),
      ("Features of texts", "features", "src/labels/feature"), ("Simulated judges", "judges", "src/labels/simulated.rs")]),
    ("formats", "Formats and checks of corpora", "How a corpus may be laid out, and what `corpus validate` looks for. "
     "The collections that are fetched by name stand in [corpora](../../corpora/README.md).",
     [("Formats", "formats", None), ("Checks", "checks", None)]),
    ("figures", "Figures", "What `run` and `report` draw. `figures` in `[report]` names some of them alone, as in `figures = [\"forest\", "
     "\"keyness(words=10)\"]`. Each has the parameter `width`: `text` (7.0 in) or `column` (3.33 in, both ACM), `lncs` (122 mm) or "
     "`slides` (10 in, with letters 1.8 times as large); without it, it is that of the report's style.",
     [("Figures", "figures", None)]),
]


def printed(*arguments):
    return subprocess.run([program, "list", *arguments], check=True, capture_output=True, text=True).stdout


def other_names(family, name):
    """The last but one part of what `list FAMILY NAME` tells."""
    bare = re.match(r"\|?([^\[@(]+)", name)[1]
    told = printed(family, bare)
    found = re.search(r"\nOther names\n((?:  .*\n)+)", told)
    return " ".join(found[1].split()) if found else ""


def rows_of_code(place):
    """Name of a row -> what the code says of what it makes."""
    if place is None:
        return {}
    where = root / place
    files = [where] if where.is_file() else sorted(where.rglob("*.rs"))
    found = {}
    for file in files:
        text = file.read_text().split("#[cfg(test)]")[0]
        names = re.findall(r'(Entry|Wrapper)(?:<[^=]*> =\s*(?:Entry|Wrapper))? \{\s*name: "([^"]+)"', text)
        documented = re.findall(r"((?:^///.*\n)+)(?:#\[.*\]\n)*(?:pub(?:\([^)]*\))? )?(?:struct|enum) (\w+)", text, re.M)
        made = [comment for comment, name in documented if re.search(rf"impl(?:<.*?>)? \w+(?:<.*?>)? for {name}\b", text)]
        comment = "\n".join(line[3:].removeprefix(" ") for line in made[0].splitlines()) if made else ""
        for kind, name in names:
            found["|" * (kind == "Wrapper") + name] = comment
    return found


def is_formula(paragraph):
    """A line or two of symbols with hardly a word, which no full stop ends."""
    words = re.findall(r"\b[a-z]{4,}\b", paragraph)
    named = re.match(r"[A-Za-z][\w–-]+: |\* ", paragraph)
    return re.search(r"[=·÷−√Σ]", paragraph) and len(words) <= 4 and not named and paragraph[-1] not in ".:"


def prose(comment):
    """A comment of the code as Markdown: formulas stand out, and links into the code lose their brackets."""
    comment = re.sub(r"```.*?```\n?", "", comment, flags=re.S)
    comment = re.sub(r"\[(`[^`]+`)\](?:\([^)]*\))?", r"\1", comment)
    comment = re.sub(r"\n?# (Errors|Panics)\n.*", "", comment, flags=re.S)
    parts = [part.strip("\n") for part in comment.split("\n\n") if part.strip()]
    return "\n\n".join("> " + " ".join(part.split()) if is_formula(part) else part for part in parts)


def parameters(listed):
    """The parameters as a table; what stands in their place as a line."""
    pattern = r"(?:^|(?<=; ))(\w+)=(.*?) \(([^=]*?)\): "
    pieces = re.split(pattern, re.sub(r"^width=text \(.*?the report's style(; |$)", "", listed))
    if pieces == [""]:
        return ""
    if len(pieces) < 5:
        return listed
    lines = ["| parameter | if not given | values | meaning |", "| --- | --- | --- | --- |"]
    for name, default, values, meaning in zip(*(pieces[start::4] for start in (1, 2, 3, 4))):
        cells = [f"`{name}`", f"`{default}`" if default else "", values, meaning.removesuffix("; ")]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def capital(line):
    """As a sentence; a first word that is no plain word stays as it is, and what stands in angle brackets is no HTML."""
    first = line[:1].upper() if re.match(r"[a-z-]+[ ,:;]", line) else line[:1]
    return (first + line[1:].rstrip(".") + ".").replace("<", "&lt;")


def told(family, row, comment):
    parts = [f"### `{row['name']}`", capital(row["summary"])]
    if comment:
        parts.append(prose(comment))
    listed = row["parameters"]
    if family == "checks":
        severity = re.search(r"\((.*)\)", row["family"])[1]
        parts.append(f"*{severity.capitalize()}.* {capital(listed)}")
    elif family == "analyzers" and listed:
        parts.append(capital(re.sub(r"^stands for ([^:]+)", r"stands for `\1`", listed)) if listed.startswith("stands") else f"In the brackets: {listed}.")
    elif listed:
        parts.append(parameters(listed))
    if family not in ("checks", "analyzers", "analyses"):
        others = other_names(family, row["name"])
        if others:
            parts.append("Other names: " + ", ".join(f"`{other}`" for other in others.split(", ")) + ".")
    if row["reference"] not in ("", "none"):
        parts.append(f"Reference: {row['reference'].rstrip('.')}.")
    return "\n\n".join(part for part in parts if part)


def page(title, first, families):
    out = [f"# {title}", "<!-- Made by .ci/reference.py of what the program lists and of the code's own comments: make it again. -->", first]
    for heading, family, place in families:
        rows = json.loads(printed(family, "--format", "json"))
        if family == "models":
            rows = [row for row in rows if row["name"].startswith("|") == (heading == "Wrappers")]
        code = rows_of_code(place)
        out.append(f"## {heading}")
        for row in rows:
            out.append(told(family, row, code.get(re.sub(r"(?<=.)[\[@(].*", "", row["name"]), "")))
    return "\n\n".join(out) + "\n"


wrong = []
pages = [] if sys.argv[1] == "--python" else PAGES
for name, made in [*((name, page(*rest)) for name, *rest in pages), ("python", python_reference.page())]:
    file = folder / f"{name}.md"
    if not check:
        folder.mkdir(exist_ok=True)
        file.write_text(made)
    elif not file.exists() or file.read_text() != made:
        wrong.append(f"docs/reference/{name}.md")
print(f"{len(pages) + 1} pages of reference")
if python_reference.lacks():
    sys.exit("\n".join(["the Python package lacks words:", *python_reference.lacks()]))
sys.exit(f"not as the program is: {', '.join(wrong)}; write them again: python3 .ci/reference.py SOURCEBIAS" if wrong else 0)
