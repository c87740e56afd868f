"""Makes `ngrams.json` and `stop_words.json`: `python make_text.py --jar JAR`.

The n-grams are scikit-learn's `char_wb`, which pads each word with a blank on either side. Of Lucene's stop words only
digests are written, so that lists can be compared and none is copied.
"""

import argparse
import hashlib
import zipfile

from sklearn.feature_extraction.text import CountVectorizer

import make
from make import HERE, save
from words import SPECIAL, STEMS

FOREIGN = """
größe straßenbahn übermäßigkeit naïveté été à œuvre ça niño ação coração świętość őszibarack çekiç ışık
привет достопримечательность я και της οδοσ αυτοκίνητο مدرسة كتاب في 한국어 검색 テレビ 林
𝒳𝒴𝒵 𐐨𐐩𐐪𐐫 a1b2 3d 2024 x_y don't l'homme
""".split()

# Snowball's lists, then those of Lucene's own analysers for the languages of which Snowball has none.
SNOWBALL = "danish dutch english finnish french german hungarian italian norwegian portuguese russian spanish swedish".split()
OTHERS = {"arabic": "ar", "greek": "el", "romanian": "ro", "tamil": "ta", "turkish": "tr"}
FOLDER = "org/apache/lucene/analysis"


def make_ngrams():
    texts = [" ".join(words) for words in (STEMS[::9], SPECIAL[:60], FOREIGN)]
    cases = []
    for n in range(2, 9):
        pieces = CountVectorizer(analyzer="char_wb", ngram_range=(n, n), lowercase=False).build_analyzer()
        for text in texts:
            found = [piece.replace(" ", "_") for piece in pieces(text)]
            cases.append({"n": n, "text": text, "pieces": " ".join(found)})
    note = "One text of words between blanks; pieces: scikit-learn's char_wb n-grams in order, its blanks written _."
    finish("ngrams", ["scikit-learn"], {"cases": cases, "note": note})


def make_stop_words(jar):
    lists = {}
    with zipfile.ZipFile(jar) as archive:
        for language in sorted([*SNOWBALL, *OTHERS]):
            code = OTHERS.get(language)
            path = f"{FOLDER}/{code}/stopwords.txt" if code else f"{FOLDER}/snowball/{language}_stop.txt"
            lines = archive.read(path).decode("utf-8").splitlines()
            words = {word for line in lines for word in line.split("#" if code else "|")[0].split()}
            lists[language] = sorted(hashlib.sha256(word.encode("utf-8")).hexdigest()[:10] for word in words)
    note = "For each language the first ten hexadecimal digits of the SHA-256 of each of Lucene's stop words, sorted."
    finish("stop_words", ["lucene"], {"digests": lists, "note": note})


def finish(name, tools, content):
    save(name, tools, content, needs_jar=True)
    path = HERE / f"{name}.json"
    path.write_text(path.read_text().replace(f"python make.py {name}", "python make_text.py"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--jar", required=True)
    make.JAR = parser.parse_args().jar
    make_ngrams()
    make_stop_words(make.JAR)
