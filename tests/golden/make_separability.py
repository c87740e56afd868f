"""Makes `separability.json`: `python make_separability.py`. Classifier, folds' scores and areas are by scikit-learn.

All counts are by a seeded generator. The classifier is MultinomialNB with alpha = 1 and equal priors; a score is the
difference of its feature_log_prob_, averaged over the tokens of a text.
"""

import random

import numpy as np
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.naive_bayes import MultinomialNB

from make import save

WORDS, FOLDS = 12, 4


def classifier(counts, labels):
    return MultinomialNB(alpha=1.0, class_prior=[0.5, 0.5]).fit(counts, labels)


def main():
    rng = random.Random(23)
    counts, labels, folds = [], [], []
    for content in range(24):
        for label in (0, 1):
            tilt = [1.0 + label * (word % 3 == 0) * 0.6 for word in range(WORDS)]
            words = rng.choices(range(WORDS), [t / (word + 1) for word, t in enumerate(tilt)], k=rng.randint(0, 25))
            counts.append([words.count(word) for word in range(WORDS)])
            labels.append(label)
            folds.append(content % FOLDS)
    counts, labels, folds = np.array(counts), np.array(labels), np.array(folds)
    scores, predicted, areas = np.zeros(len(labels)), np.zeros(len(labels), int), []
    for fold in range(FOLDS):
        inside = folds == fold
        found = classifier(counts[~inside], labels[~inside])
        weights = found.feature_log_prob_[1] - found.feature_log_prob_[0]
        scores[inside] = counts[inside] @ weights / np.maximum(counts[inside].sum(axis=1), 1)
        predicted[inside] = found.predict(counts[inside])
        areas.append(float(roc_auc_score(labels[inside], scores[inside])))
    whole = classifier(counts, labels)
    known = counts.sum(axis=1) > 0
    save("separability", ["scikit-learn", "numpy"], {
        "counts": counts.tolist(),
        "labels": labels.tolist(),
        "folds": folds.tolist(),
        "weights": (whole.feature_log_prob_[1] - whole.feature_log_prob_[0]).tolist(),
        "scores": scores.tolist(),
        "areas": areas,
        "predicted": predicted[known].tolist(),
        "accuracy": float(accuracy_score(labels[known], predicted[known])),
        "area": float(roc_auc_score(labels, np.round(scores, 1))),
    })


main()
