"""Small experiments that several tests look at."""

import pathlib
import signal

import pytest

import sourcebias as sb

# A shell starts what runs in the background with Ctrl-C ignored, and then no test could interrupt anything.
signal.signal(signal.SIGINT, signal.default_int_handler)

SMALL = {
    "name": "small",
    "seed": 7,
    "simulate": {"documents": 150, "queries": 12, "topics": 4},
    "retrieve": {"models": ["bm25", "dirichlet"]},
    "evaluate": {"measures": ["nDCG@10", "AP"], "bootstrap": 199},
    "bias": {"bootstrap": 199, "planted_replicates": 0},
    "profile": {"bootstrap": 99, "measures": ["tokens", "types", "ttr"]},
    "report": {"formats": ["svg"]},
}

TOML = """
name = "small"
seed = 7
[simulate]
documents = 150
queries = 12
topics = 4
[retrieve]
models = ["bm25", "dirichlet"]
[evaluate]
measures = ["nDCG@10", "AP"]
bootstrap = 199
[bias]
bootstrap = 199
planted_replicates = 0
[profile]
bootstrap = 99
measures = ["tokens", "types", "ttr"]
[report]
formats = ["svg"]
"""


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> sb.Result:
    return sb.run(SMALL, out=tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="session")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("experiment") / "small.toml"
    path.write_text(TOML)
    return path
