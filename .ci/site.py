"""Whether every link between the pages leads somewhere, and the pages as a site where there is mdBook.

usage: site.py [MDBOOK]

The pages that docs/SUMMARY.md names, and the files that they link to, are laid out below target/site/src as they stand in the
repository, so that a link is right in both. Without MDBOOK links are checked, and no site is made.
"""

import html
import pathlib
import posixpath
import re
import shutil
import subprocess
import sys
import urllib.parse

root = pathlib.Path(__file__).resolve().parent.parent
site = root / "target/site"
mdbook = sys.argv[1] if len(sys.argv) > 1 else None
wrong = []

CODE = re.compile(r"^( *)(```|~~~).*?^\1\2[ \t]*$", re.M | re.S)
LINK = re.compile(r"(?<!\\)\[(?:[^\[\]`]|`[^`]*`|\[[^\[\]]*\])*\]\(<?([^()\s>]+(?:\([^()]*\))?)>?(?:\s+\"[^\"]*\")?\)")


def read(name):
    return (root / name).read_text()


def links(name):
    """Where the links of a Markdown page lead, but for those to other places on the net."""
    text = CODE.sub("", read(name))
    targets = LINK.findall(text) + re.findall(r"^\[[^\]]+\]:\s*(\S+)", text, re.M)
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchor(heading):
    """The anchor of a heading, as GitHub and mdBook make it."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", plain.strip().lower()))


def anchors(name):
    found = {}
    for heading in re.findall(r"^#{1,6} +(.*?) *#*$", CODE.sub("", read(name)), re.M):
        base = anchor(heading)
        found[base] = found.get(base, 0) + 1
    return {name if place == 0 else f"{name}-{place}" for name, times in found.items() for place in range(times)}


def place(page, target):
    """The file of the repository that a link of a page leads to, and its anchor."""
    path, _, part = urllib.parse.unquote(target).partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page, part


def check_links(pages):
    """All files that the pages link to."""
    linked = set()
    for page in pages:
        for target in links(page):
            file, part = place(page, target)
            if file.startswith("..") or not (root / file).exists():
                wrong.append(f"{page}: {target}: there is no such file")
                continue
            if part and file.endswith(".md") and part not in anchors(file):
                wrong.append(f"{page}: {target}: there is no such heading")
            linked.add(file)
    return linked


def lay_out(chapters, linked):
    shutil.rmtree(site, ignore_errors=True)
    for file in chapters | {file for file in linked if (root / file).is_file()}:
        to = site / "src" / file
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, to)
        if file.endswith(".md"):
            # mdBook makes index.html of a README.md, and leaves links to it as they are.
            to.write_text(LINK.sub(lambda link: re.sub(r"\bREADME\.md(?=[)#])", "index.md", link[0]), to.read_text()))
    # The list of chapters stands above the folders in the layout.
    summary = LINK.sub(lambda link: link[0].replace(f"({link[1]})", f"({place('docs/SUMMARY.md', link[1])[0]})"), read("docs/SUMMARY.md"))
    (site / "src/SUMMARY.md").write_text(summary)
    for file in ("book.toml", "site.css"):
        shutil.copyfile(root / "docs" / file, site / file)


def check_site():
    """The links of the pages that were made: files and anchors."""
    book = site / "book"
    pages = {file: file.read_text() for file in book.rglob("*.html") if file.name not in ("toc.html", "print.html")}
    ids = {file: set(re.findall(r'\bid="([^"]+)"', text)) for file, text in pages.items()}
    for file, text in pages.items():
        if file.name == "404.html":
            continue
        for target in re.findall(r'<(?:a|img|link|script)\b[^>]*?(?:href|src)="([^"]*)"', text):
            path, _, part = urllib.parse.unquote(html.unescape(target)).partition("#")
            if re.match(r"[a-z]+:", path):
                continue
            to = (file.parent / path).resolve() if path else file
            if to.is_dir():
                to = to / "index.html"
            if not to.exists():
                wrong.append(f"site: {file.relative_to(book)}: {target}: there is no such page")
            elif part and to in ids and part not in ids[to]:
                wrong.append(f"site: {file.relative_to(book)}: {target}: there is no such heading")
    return len(pages)


chapters = {place("docs/SUMMARY.md", target)[0] for target in links("docs/SUMMARY.md")}
tracked = subprocess.run(["git", "ls-files", "*.md"], cwd=root, check=True, capture_output=True, text=True).stdout.split()
written = {file for file in tracked if not file.startswith("figures/") and file != "THIRD-PARTY.md" and (root / file).exists()}
linked = check_links(sorted(written | chapters | {"docs/SUMMARY.md"}))
for file in sorted({file for file in written if file.startswith("docs/")} - chapters - {"docs/SUMMARY.md"}):
    wrong.append(f"docs/SUMMARY.md: {file} is no chapter")
told = f"{len(written | chapters)} pages, {len(linked)} files linked to"
of_chapters = check_links(sorted(chapters))
for file in sorted({file for file in of_chapters if file.endswith(".md")} - chapters):
    wrong.append(f"docs/SUMMARY.md: a chapter links to {file}, which is none")
if mdbook and not wrong:
    lay_out(chapters, of_chapters)
    made = subprocess.run([mdbook, "build", str(site)], capture_output=True, text=True)
    complaints = [line for line in made.stderr.splitlines() if re.search(r"\b(WARN|ERROR)", line)]
    wrong += complaints if made.returncode == 0 else [made.stderr]
    if made.returncode == 0:
        told += f"; {check_site()} pages of the site in {(site / 'book').relative_to(root)}"
print(told)
sys.exit("\n".join(wrong) if wrong else 0)
