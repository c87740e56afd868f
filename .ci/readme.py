"""Whether the figures that the README and docs/ state are those of the shipped experiments, made anew by this program.

usage: readme.py SOURCEBIAS [FOLDER of real collections]
"""

import csv
import pathlib
import subprocess
import sys
import tempfile

program = str(pathlib.Path(sys.argv[1]).resolve())
shared = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
readme = pathlib.Path("README.md").read_text()
# What stands in docs/ is looked at in the same way.
pages = [readme, *(page.read_text() for page in sorted(pathlib.Path("docs").glob("*.md")))]
text = " ".join(" ".join(pages).split())
wrong = []


def says(*parts):
    """That the README has this sentence, blanks and line ends alike."""
    sentence = " ".join(" ".join(parts).split())
    if sentence not in text:
        wrong.append(sentence)


def number(value, digits=1, sign=False):
    written = f"{float(value):.{digits}f}"
    if not written.strip("-0."):
        written = written.lstrip("-")
    elif sign and not written.startswith("-"):
        written = "+" + written
    return written.replace("-", "−")


def delta(row, sign=True):
    """Relative Δ with its interval."""
    ends = f"[{number(row['low'])}, {number(row['high'])}]"
    return f"{number(row['relative_delta_percent'], sign=sign)} % {ends}"


def made(folder, experiment, *flags, stage="bias"):
    run = [program, "--quiet", stage, f"experiments/{experiment}.toml", *flags, "--out", folder]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout


def rows(folder, name, table):
    with open(pathlib.Path(folder) / "results" / name / table) as file:
        return list(csv.DictReader(file))


def one(table, model, byte=False, **cells):
    """The row of a model by its name and its wrappers', without parameters."""
    wanted = model.split("|") + ["byte_lengths"] * byte

    def is_it(row):
        return [part.split("(")[0] for part in row["model"].split("|")] == wanted

    found = [row for row in table if is_it(row) and all(row[key] == value for key, value in cells.items())]
    assert len(found) == 1, (model, cells, len(found))
    return found[0]


with tempfile.TemporaryDirectory() as out:
    shown = subprocess.run(
        [program, "run", "experiments/demo.toml"], check=True, capture_output=True, text=True
    )
    # What is said, and nothing of how far it is.
    shown = [line for line in shown.stdout.splitlines() if line.strip()]
    block = readme.split("and prints\n\n```text\n")[1].split("\n```")[0].splitlines()
    block = [line for line in block if line.strip()]
    for line in block:
        if line not in shown:
            wrong.append(f"the output of the demo has no line {line[:90]}…")
    for line in shown:
        if line not in block:
            wrong.append(f"the README has not the demo's line {line[:90]}…")

    headline = {"measure": "nDCG@10"}
    made(out, "sotu")
    table, parts = rows(out, "sotu", "bias/relative_delta.csv"), rows(out, "sotu", "bias/decomposition.csv")
    rewrite, summary = (one(table, "bm25", source=f"llm-{kind}", **headline) for kind in ("rewrite", "summary"))
    says(f"Relative Δ {delta(rewrite)} between people's texts and a model's rewrites, {delta(summary)} between people's texts and "
         "its summaries")
    says(f"biases below {number(rewrite['detectable_percent'], 0)} % and "
         f"{number(summary['detectable_percent'], 0)} % could have gone unseen")
    part = {name: one(parts, "bm25", source="llm-summary", part=name)["value"]
            for name in ("total", "coverage", "tf", "length")}
    says(f"the gap between the scores of twins (versions of one passage), {number(part['total'], 2)}, is made of {number(part['coverage'], 2, True)} for query "
         f"words that a summary lost (not significant), {number(part['tf'], 2, True)} for fewer repetitions and "
         f"{number(part['length'], 2)} for its shortness")
    says(f"Relative Δ is {delta(one(table, 'dirichlet', source='llm-summary', **headline))}")
    made(out, "sotu", "--split", "from-human")
    table = rows(out, "sotu+split=from-human", "bias/relative_delta.csv")
    row = one(table, "bm25", source="llm-rewrite", **headline)
    says(f"BM25 leans to people, {delta(row)} against the rewrites (p = {float(row['p_value']):.3f}; "
         f"{float(row['p_adjusted']):.3f} adjusted over three models and both sources)")
    made(out, "sotu", "--split", "from-rewrite")
    table = rows(out, "sotu+split=from-rewrite", "bias/relative_delta.csv")
    says(f"it does not, {delta(one(table, 'bm25', source='llm-rewrite', **headline))}")

    if shared is None:
        print("without the real collections, what the README says of them is not looked at")
    else:
        def of(name):
            return ("--corpus", str(shared / name))

        made(out, "nfcorpus-models", *of("nfcorpus"))
        table = rows(out, "nfcorpus-models", "bias/relative_delta.csv")

        def value(model):
            return number(one(table, model, **headline)["relative_delta_percent"], sign=True)

        says(f"Relative Δ of nDCG@10 is {value('tf_idf')} % by `tf_idf` and {value('jelinek_mercer')} % by "
             f"`jelinek_mercer` (p < 0.001 each), {value('bm25')} % by `bm25`, {value('coordination')} % by `coordination` "
             f"and {value('dirichlet')} % by `dirichlet`; after maxT over the seven tests the first two stand")
        for model in ("tf_idf", "jelinek_mercer"):
            if float(one(table, model, **headline)["p_value"]) >= 0.001:
                wrong.append(f"p < 0.001 of {model}")
        tested = [row for row in table if row["measure"] == "nDCG@10" and row["p_adjusted"]]
        if len(tested) != 7 or sum(float(row["p_adjusted"]) < 0.05 for row in tested) != 2:
            wrong.append("after maxT over the seven tests the first two stand")
        says(f"(`bm25|rm3` {delta(one(table, 'bm25|rm3', **headline))}, "
             f"`bm25|bo1` {delta(one(table, 'bm25|bo1', **headline))})")
        says(f"(`bm25|idf_pool(of=own)` {delta(one(table, 'bm25|idf_pool', **headline))})")

        for name, title in (("nfcorpus", "NFCorpus"), ("nq-utd", "NQ-UTD")):
            made(out, f"cocktail-{name}", *of(name))
            table = [row for row in rows(out, f"cocktail-{name}", "bias/tie_rules.csv")
                     if row["measure"] == "nDCG@10" and row["queries"] == "with_results"]
            cells = [(True, "trec_eval"), (True, "average"), (False, "average")]
            values = [number(one(table, "bm25", byte, ties=ties)["relative_delta_percent"], 2, True)
                      for byte, ties in cells]
            says(f"| {title} | {' | '.join(values)} |")

        columns = [("1a flatter head", "least_squares"), ("1a flatter head", "mle"), ("1b steeper tail", "least_squares"),
                   ("specificity", "left_out"), ("diversity", "mattr")]
        for name in ("nfcorpus", "nq-utd", "marco"):
            made(out, name, *of(name), stage="profile")
        names = [str(pathlib.Path(out) / "results" / name) for name in ("nfcorpus", "nq-utd", "marco")]
        listed = subprocess.run([program, "profile", "verdict", *names, "--format", "csv"],
                                check=True, capture_output=True, text=True).stdout
        listed = list(csv.DictReader(listed.splitlines()))
        titles = {
            ("nfcorpus", "llama-2-7b-chat-tmp0.2"): "NFCorpus, Llama 2 7b",
            ("nq-utd", "llama-2-7b-chat-tmp0.2"): "NQ-UTD, Llama 2 7b",
            ("marco", "gpt-3.5-turbo"): "MARCO, GPT-3.5",
            ("marco", "llama-2-70b-chat"): "MARCO, Llama 2 70b",
        }
        for (name, source), title in titles.items():
            def verdict(claim, measure):
                found = [row["verdict"] for row in listed if (row["experiment"], row["source"]) == (name, source)
                         and claim in row["claim"] and measure in row["measure"]]
                assert len(found) == 1, (name, source, claim, measure, found)
                return found[0]
            says(f"| {title} | {' | '.join(verdict(*column) for column in columns)} |")

for sentence in wrong:
    print(f"not so: {sentence}")
sys.exit(1 if wrong else 0)
