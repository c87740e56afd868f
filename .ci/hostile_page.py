"""A page made of texts that would run or fetch something: opened in headless Chromium, nothing runs and nothing is asked for.

usage: hostile_page.py SOURCEBIAS CHROMIUM
"""

import html
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

program, chromium = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
asked = []


class Asked(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Asked)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"

RUNS = "document.documentElement.setAttribute('data-owned','1')"
HOSTILE = [
    f"</script><script>{RUNS}</script>",
    f'"><img src="{address}/image" onerror="{RUNS}">',
    f"'><svg onload={RUNS.replace(' ', '')}>",
    f"</style><style>@import url({address}/style);</style>",
    f'<iframe src="{address}/frame"></iframe><link rel=stylesheet href="{address}/link">',
    f"]]></svg><image href='{address}/svg'/>",
    f"{{{{ 7 * 7 }}}} {{% raw %}} javascript:{RUNS}",
    f"![x]({address}/markdown) [x](javascript:{RUNS})",
]
# What a folder or a file may be called.
NAMES = ["human", "<svg>", "a&quot;onload=b'"]

with tempfile.TemporaryDirectory() as folder:
    place = pathlib.Path(folder)
    corpus = place / "c" / "corpus"
    (place / "c" / "qrels").mkdir(parents=True)
    corpus.mkdir()
    words = [word for text in HOSTILE for word in text.split()]
    for number, name in enumerate(NAMES):
        with open(corpus / f"{name}.jsonl", "w") as out:
            for document in range(40):
                hostile = HOSTILE[document % len(HOSTILE)]
                text = f"{hostile} red green {words[(document * 7 + number) % len(words)]} w{document % 9}"
                out.write(json.dumps({"_id": f"d{document}<b>", "title": hostile, "text": text}) + "\n")
    with open(place / "c" / "queries.jsonl", "w") as out:
        for query, text in enumerate(HOSTILE):
            out.write(json.dumps({"_id": f"q{query}<i>", "text": f"{text} red w{query}"}) + "\n")
    with open(place / "c" / "qrels" / "test.tsv", "w") as out:
        out.write("query-id\tcorpus-id\tscore\n")
        for query in range(len(HOSTILE)):
            for document in range(query, 40, 9):
                out.write(f"q{query}<i>\td{document}<b>\t1\n")
    (place / "c.toml").write_text("name = 'c'\nseed = 1\n[corpus]\npath = 'c'\ntitle = true\n[bias]\nplacebo = 3\n")
    run = [program, "--quiet", "run", "c.toml"]
    subprocess.run(run, cwd=place, check=True, stdout=subprocess.DEVNULL)
    page = place / "figures" / "c" / "report.html"
    source = page.read_text()
    for text in HOSTILE[:3]:
        assert text not in source, f"stands on the page as it is: {text}"
    for name in NAMES[1:]:
        assert name not in source and html.escape(name) in source, f"does not stand on the page, escaped: {name}"
    def opened(path):
        """Whether a script ran on the page."""
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"]
        seen = subprocess.run(
            [chromium, *options, f"--user-data-dir={place / 'profile'}", path.as_uri()],
            check=True, capture_output=True, text=True, timeout=120,
        ).stdout
        assert len(seen) > 100, f"{path.name}: the browser shows nothing"
        return "data-owned=" in " ".join(seen.split(">")[:3])

    # What is looked for would be found.
    control = place / "control.html"
    control.write_text(f"<!DOCTYPE html><html><body>{'control ' * 20}{''.join(HOSTILE)}</body></html>")
    assert opened(control) and asked, "the browser runs nothing at all"
    asked.clear()
    pages = [page, *sorted(page.parent.glob("*.svg"))]
    for path in pages:
        assert not opened(path), f"{path.name}: a script ran"
    assert not asked, f"asked for {asked}"
    print(f"{len(pages)} pages of hostile texts: nothing ran, nothing was asked for")
