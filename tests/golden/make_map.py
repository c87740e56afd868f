"""Makes `map.json`: `python make_map.py`. The principal components are by scikit-learn.

All texts are by a seeded generator. A text is the square roots of its relative frequencies of the most common words (ties by
the alphabet), a source the mean of its texts; scikit-learn's PCA is fitted to the sources, by a full singular value
decomposition. Each component is turned so that its number of the greatest magnitude is above 0. Documents are the
differences from the mean of their content's versions.
"""

import collections
import random

import numpy as np
from sklearn.decomposition import PCA

from make import save

SOURCES, CONTENTS, WORDS, KEPT = ["human", "one", "two", "three"], 14, 24, 15


def fitted(points, count):
    found = PCA(n_components=count, svd_solver="full").fit(points)
    signs = [np.sign(part[np.argmax(np.abs(part))]) for part in found.components_]
    return found, np.array(signs)


def main():
    rng = random.Random(31)
    texts = {source: [] for source in SOURCES}
    for content in range(CONTENTS):
        for number, source in enumerate(SOURCES):
            tilt = [(1.0 + 0.5 * number * (word % 4 == number)) / (word + 2) for word in range(WORDS)]
            tilt[content] += 0.3
            words = rng.choices(range(WORDS), tilt, k=rng.randint(8, 30))
            texts[source].append(" ".join(f"w{word:02}" for word in words))
    counts = collections.Counter(word for of in texts.values() for text in of for word in text.split())
    kept = sorted(counts, key=lambda word: (-counts[word], word))[:KEPT]

    def vector(text):
        tokens = text.split()
        return [(tokens.count(word) / len(tokens)) ** 0.5 for word in kept]

    vectors = np.array([[vector(text) for text in texts[source]] for source in SOURCES])
    means = vectors.mean(axis=1)
    found, signs = fitted(means, 2)
    centred = vectors - vectors.mean(axis=0)
    apart = np.linalg.norm(means[:, None] - means[None, :], axis=2)
    chance = [float(np.sqrt(((vectors[s] - vectors[0]) ** 2).sum()) / CONTENTS) for s in range(1, len(SOURCES))]
    matrix = np.array([[rng.gauss(0, 1 + column) for column in range(9)] for _ in range(6)])
    whole, whole_signs = fitted(matrix, 5)
    save("map", ["scikit-learn", "numpy"], {
        "sources": SOURCES,
        "texts": [texts[source] for source in SOURCES],
        "words": KEPT,
        "places": (found.transform(means) * signs).tolist(),
        "shares": found.explained_variance_ratio_.tolist(),
        "documents": [(one @ (found.components_.T * signs)).tolist() for one in centred],
        "distances": apart.tolist(),
        "by_chance": chance,
        "matrix": matrix.tolist(),
        "matrix_places": (whole.transform(matrix) * whole_signs).tolist(),
        "matrix_directions": (whole.components_ * whole_signs[:, None]).tolist(),
        "matrix_shares": whole.explained_variance_ratio_.tolist(),
    })


main()
