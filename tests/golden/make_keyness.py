"""Makes `keyness.json`: `python make_keyness.py`. Values are by scipy and statsmodels; DP by its definition in exact fractions.

All counts are by a seeded generator.
"""

import math
import random
from fractions import Fraction

import numpy as np
import scipy.stats
from statsmodels.stats.multitest import multipletests

from make import HERE, save


def two_cells(a, b, here, there):
    """G² of the cells a and b alone, by scipy's power divergence against their expected frequencies."""
    expected = [here * (a + b) / (here + there), there * (a + b) / (here + there)]
    found = scipy.stats.power_divergence([a, b], expected, lambda_="log-likelihood")
    assert math.isclose(found.pvalue, scipy.stats.chi2.sf(found.statistic, 1), rel_tol=1e-12, abs_tol=1e-300)
    return float(found.statistic), float(scipy.stats.chi2.sf(found.statistic, 1))


def four_cells(a, b, here, there):
    """G² of the whole table, by scipy's contingency test without continuity correction."""
    table = [[a, b], [here - a, there - b]]
    return float(scipy.stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic)


def interval(a, b, here, there, confidence):
    """log₂ of scipy's relative risk and of its interval (Katz et al. 1978)."""
    risk = scipy.stats.contingency.relative_risk(a, here, b, there)
    ends = risk.confidence_interval(confidence)
    return float(np.log2(risk.relative_risk)), float(np.log2(ends.low)), float(np.log2(ends.high))


def dispersion(frequencies, lengths):
    """DP = ½ Σ |vᵢ − sᵢ|, and DP ÷ (1 − min sᵢ), in exact fractions."""
    parts = [Fraction(length, sum(lengths)) for length in lengths]
    shares = [Fraction(frequency, sum(frequencies)) for frequency in frequencies]
    plain = sum(abs(share - part) for share, part in zip(shares, parts)) / 2
    return float(plain), float(plain / (1 - min(parts)))


def main():
    rng = random.Random(11)
    terms = []
    for _ in range(60):
        here, there = rng.randint(200, 2_000_000), rng.randint(200, 2_000_000)
        rate = 10 ** rng.uniform(-4.5, -0.7)
        factor = rng.choice([1.05, 1.3, 2.0])
        a = min(here, int(here * rate * rng.uniform(1 / factor, factor)))
        b = min(there, int(there * rate * rng.uniform(1 / factor, factor)))
        a, b = (max(a, 1), b) if rng.random() < 0.5 else (a, max(b, 1))
        row = {"here": [a, here], "there": [b, there]}
        row["two_cells"], row["p_value"] = two_cells(a, b, here, there)
        row["four_cells"] = four_cells(a, b, here, there)
        if a and b:
            row["log_ratio"], row["low"], row["high"] = interval(a, b, here, there, 0.95)
        terms.append(row)
    adjusted = multipletests([row["p_value"] for row in terms], method="fdr_bh")[1]
    for row, value in zip(terms, adjusted):
        row["p_adjusted"] = float(value)
    spread = []
    for _ in range(30):
        lengths = [rng.randint(1, 300) for _ in range(rng.randint(2, 40))]
        frequencies = [rng.randint(0, length) if rng.random() < 0.4 else 0 for length in lengths]
        frequencies[0] = max(frequencies[0], 1)
        plain, normalised = dispersion(frequencies, lengths)
        spread.append({"lengths": lengths, "frequencies": frequencies, "dp": plain, "dp_normalised": normalised})
    example = dispersion([1, 2, 3, 4, 5], [9, 10, 10, 10, 11])
    assert example == (float(Fraction(18, 100)), float(Fraction(18, 82))), example
    note = (
        "two_cells: Rayson & Garside's G2 of the cells [a, b] alone; four_cells: Dunning's of the whole table; both without sign. "
        "log_ratio, low, high: binary logarithms of scipy's relative risk and its 95 % interval, where neither frequency is 0. "
        "p_adjusted: Benjamini-Hochberg over all terms."
    )
    save("keyness", ["scipy", "statsmodels", "numpy"], {"terms": terms, "dispersion": spread, "note": note})
    path = HERE / "keyness.json"
    path.write_text(path.read_text().replace("python make.py keyness", "python make_keyness.py"))


if __name__ == "__main__":
    main()
