"""Experiments: the same files as by the command line, read back, shown, and interrupted."""

import _thread
import hashlib
import json
import logging
import pathlib
import subprocess
import sys
import threading
import time

import pytest

import sourcebias as sb

# Names of segments and times of day are new each time.
OWN = ("index", "stages", "manifest.json", ".lock")


def sums(folder: pathlib.Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    named = {str(path.relative_to(folder)): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in named.items()
        if not any(part in OWN for part in pathlib.Path(name).parts)
    }


def test_a_run_is_that_of_the_command_line(result, experiment, tmp_path):
    command = [sys.executable, "-m", "sourcebias", "--quiet", "run", str(experiment), "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    of_command, of_python = tmp_path / "results/small", result.path
    assert len(sums(of_python)) > 30
    assert sums(of_python) == sums(of_command)
    # The page says the commands that make it, with the folder.
    of_folder = {"report.html", "sourcebias.sha256"}
    drawn = [{name: one for name, one in sums(folder).items() if name not in of_folder} for folder in (result.figures_path, tmp_path / "figures/small")]
    assert drawn[0] == drawn[1] and len(drawn[0]) > 10
    outs = [result.path.parents[1], tmp_path]
    pages = [(out / "figures/small/report.html").read_text().replace(str(out).replace("/", "&#x2f;"), "OUT") for out in outs]
    assert pages[0] == pages[1]
    assert done.stdout.startswith(result.answer)


def test_threads_change_nothing(result, experiment, tmp_path):
    again = sb.run(experiment, out=tmp_path, threads=1)
    assert sums(again.path) == sums(result.path)


def test_results_are_read_back(result):
    again = sb.open(result.path)
    assert (again.answer, again.verdicts) == (result.answer, result.verdicts)
    assert result.answer.startswith("Who is favoured (nDCG@10, 12 queries)")
    assert result.verdicts == json.loads((result.figures_path / "verdicts.json").read_text())
    assert result.page.read_text().lower().startswith("<!doctype html>")


def test_tables_are_those_of_the_files(result):
    pl = pytest.importorskip("polars")
    path = result.path / "bias/relative_delta.csv"
    frame = result.tables["relative_delta"]
    assert isinstance(frame, pl.DataFrame)
    # polars alone reads the file, too.
    assert frame.select(pl.col(pl.Float64)).to_dict() .keys() <= set(pl.read_csv(path).columns)
    assert frame["relative_delta_percent"].to_list() == pl.read_csv(path)["relative_delta_percent"].to_list()
    assert result.tables["bias/relative_delta"].equals(frame)
    queries = pl.read_parquet(result.path / "evaluate/queries.parquet")
    assert result.tables["queries"].equals(queries)
    table = result.tables.table("relative_delta")
    assert table.columns == frame.columns and len(table) == frame.height
    assert table.rows() == frame.rows(named=True)
    assert set(table.meanings) == set(table.columns)
    assert table.to_csv() == path.read_text()
    assert repr(table).startswith(f"Table('bias/relative_delta', {len(table)} rows: ")
    assert "<th>relative_delta_percent</th>" in table._repr_html_()


def test_tables_go_to_pyarrow_and_pandas(result):
    pa, pd = pytest.importorskip("pyarrow"), pytest.importorskip("pandas")
    table = result.tables.table("relative_delta")
    arrow = result.tables.arrow("relative_delta")
    assert isinstance(arrow, pa.Table) and arrow.column_names == table.columns
    assert arrow.to_pylist() == table.rows()
    frame = result.tables.pandas("relative_delta")
    assert isinstance(frame, pd.DataFrame) and frame["model"].tolist() == table["model"]
    # A stream is read once, and a table gives as many as are asked for.
    assert pa.table(table).equals(pa.table(table))


def test_tables_want_no_other_package(result):
    code = (
        "import sys; sys.modules['polars'] = None; import importlib.util as u; f = u.find_spec\n"
        "import sourcebias as sb, sourcebias._results as r; r.find_spec = lambda name: None\n"
        f"t = sb.open({str(result.path)!r}).tables['relative_delta']\n"
        "print(type(t).__name__, len(t), [m for m in ('polars', 'pandas', 'pyarrow', 'numpy') if sys.modules.get(m)])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["Table", str(len(result.tables.table("relative_delta"))), "[]"]


def test_what_is_no_table_is_told(result):
    with pytest.raises(KeyError, match="did you mean 'relative_delta'"):
        result.tables["relative_deltas"]
    with pytest.raises(KeyError, match="may be"):
        result.tables["summary"]
    assert "relative_delta" in result.tables and "nothing" not in result.tables


def test_notebooks_show_answer_matrix_and_figures(result):
    shown = result._repr_html_()
    assert "Who is favoured" in shown and "<th>bm25</th>" in shown and "Relative Δ" in shown
    figure = result.figure("relative_delta")
    assert figure._repr_svg_().lstrip().startswith("<svg") and figure.caption
    with pytest.raises(sb.Error, match="no figure `nothing`; there are: .*relative_delta"):
        result.figure("nothing")


def test_notebooks_show_tables_and_sentences(result):
    compared = sb.compare([result])._repr_html_()
    assert "<table>" in compared and "relative_delta_percent" in compared
    profiled = sb.profile({"human": ["ripe <pears>", "a pear tree"], "llm": ["pears", "pears & apples"]}, measures="tokens", bootstrap=0)
    assert "<th>measure</th>" in profiled._repr_html_() and "tokens" in profiled._repr_html_()
    judged = sb.labels({"a <b>": {"q": {"x": 1, "y": 0}}}, against={"q": {"x": 1, "y": 0}}, bootstrap=0)
    assert "a &lt;b&gt;" in judged._repr_html_() and "<b>" not in judged._repr_html_()


def test_settings_are_the_flags_of_the_command_line(result, experiment):
    out = result.path.parent.parent
    other = sb.run(experiment, out=out, model="bm25(b=0.4)", measure=["P@5"], seed=8)
    assert other.path != result.path and set(other.tables.table("relative_delta")["measure"]) == {"P@5"}
    with pytest.raises(sb.Error, match="unexpected argument '--modle' found; tip: .*--model"):
        sb.run(experiment, out=out, modle="bm25")
    compared = sb.compare([result, result.path])
    assert "relative_delta_percent" in compared.table.columns and "H human, L llm" in compared.text
    with pytest.raises(sb.Error, match="nothing to compare; name results"):
        sb.compare([])


def test_errors_have_place_and_advice(tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text("name = 'x'\n[corpus]\nfoo = 1\n")
    with pytest.raises(sb.Error, match="unknown field `foo`, expected") as told:
        sb.run(path, out=tmp_path)
    assert (told.value.file, told.value.line, told.value.exit_code) == (str(path), 3, 2)
    with pytest.raises(sb.Error, match="the experiment: unknown field `foo`, expected"):
        sb.run({"name": "x", "foo": 1}, out=tmp_path)
    texts = tmp_path / "corpus/corpus"
    texts.mkdir(parents=True)
    (texts / "human.jsonl").write_text('{"_id": "a", "text": "one"}\n{"_id": "b"}\n')
    with pytest.raises(sb.Error) as told:
        sb.run({"name": "x", "corpus": {"path": str(texts.parent)}}, out=tmp_path)
    assert (told.value.file, told.value.line) == (str(texts / "human.jsonl"), 2)
    assert told.value.advice and told.value.advice in str(told.value) and told.value.exit_code == 3
    with pytest.raises(sb.Error, match="holds no results"):
        sb.open(tmp_path)
    with pytest.raises(sb.Error, match="unknown retrieval model `bm52`.* did you mean `bm25`"):
        sb.Index.build({"d": "pears"}).search({"q": "pears"}, "bm52")


def test_warnings_are_logged(caplog):
    with caplog.at_level(logging.WARNING, "sourcebias"):
        sb.Index.build({"d": "pears"}).search({"q": "apples"})
    assert any("finds nothing" in record.getMessage() for record in caplog.records)


def test_progress_is_told(experiment, tmp_path):
    told = []
    sb.run(experiment, out=tmp_path, progress=lambda *step: told.append(step))
    assert told and all(done <= total or total == 0 for _, done, total in told)
    assert {stage for stage, _, _ in told} & {"profile", "bias", "report"}


def test_progress_is_told_by_tqdm(experiment, tmp_path, capfd):
    pytest.importorskip("tqdm")
    sb.run(experiment, out=tmp_path, progress=True)
    told = capfd.readouterr().err
    # A bar for each stage that takes its time, which ends full or where its length is not known.
    assert any(stage in told for stage in ("profile:", "bias:", "report:")), told
    assert "it/s" in told or "s/it" in told, told


def test_progress_without_tqdm_is_no_error(experiment, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("sourcebias._api.find_spec", lambda name: None)
    assert sb.run(experiment, out=tmp_path, progress=True).answer
    assert "no bars, as tqdm is not installed" in caplog.text


def test_an_interrupt_stops_a_run_and_leaves_finished_stages(tmp_path):
    long = {"name": "long", "simulate": {"documents": 400, "queries": 60, "topics": 10}, "bias": {"placebo": 5000}}
    stages = tmp_path / "results/long/stages"

    def interrupt():
        deadline = time.time() + 300
        while not list(stages.glob("evaluate*")) and time.time() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        _thread.interrupt_main()

    threading.Thread(target=interrupt, daemon=True).start()
    started = time.time()
    with pytest.raises(KeyboardInterrupt):
        sb.run(long, out=tmp_path)
    assert time.time() - started < 60
    assert list(stages.glob("evaluate*")) and not list(stages.glob("bias*"))
    assert not (tmp_path / "results/long/.sourcebias-making").exists()
    # The interpreter goes on, and so does the library.
    assert sb.evaluate({"q": {"a": 1.0}}, {"q": {"a": 1}}, "P@1")["P@1"] == 1.0


def test_other_threads_of_python_go_on(experiment, tmp_path):
    counted, stop = [0], threading.Event()

    def count():
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    started = time.time()
    sb.run(experiment, out=tmp_path)
    seconds = time.time() - started
    stop.set()
    counter.join()
    assert counted[0] > 20 * seconds


def test_the_program_may_be_called_again_with_other_threads(experiment, tmp_path):
    for threads in ("1", "2", "2"):
        command = ["--quiet", "--threads", threads, "text", str(experiment), "--out", str(tmp_path / threads)]
        assert sb.main(command) == 0
    assert (tmp_path / "1/results/small/text").is_dir() and (tmp_path / "2/results/small/text").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
def test_signals_are_pythons_again_after_the_program():
    code = (
        "import os, signal, time, sourcebias as sb\n"
        "assert sb.main(['list', 'models']) == 0 and sb.main(['list', 'nothing']) == 2\n"
        "for number in range(2):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(5)\n"
        "    except KeyboardInterrupt:\n"
        "        print('stopped', number)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split("\n")[-3:-1] == ["stopped 0", "stopped 1"], done.stderr
    assert done.returncode == 0


def test_the_program_is_the_program():
    command = [sys.executable, "-m", "sourcebias"]
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sourcebias {sb.__version__}\n"
    wrong = subprocess.run([*command, "run", "none.toml"], capture_output=True, text=True)
    assert wrong.returncode == 2 and "error: none.toml: no such experiment file" in wrong.stderr
