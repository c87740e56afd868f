"""What the package leaves behind in a process that goes on: signals, threads, forks, logging."""

import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import sourcebias as sb
from test_at_hand import collection

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks are those of Unix")
LONG = 'name = "long"\n[simulate]\ndocuments = 400\nqueries = 60\ntopics = 10\n[bias]\nplacebo = 5000\n'
STAGE = "results/long/stages/evaluate.json"


def process(code: str, folder: pathlib.Path, number: "signal.Signals | None" = None) -> "subprocess.CompletedProcess[str]":
    """Runs code in a process of its own; where a signal is given, it gets it once the bias of the long experiment is at work."""
    (folder / "long.toml").write_text(LONG)
    code = "import os, signal, sys, threading, time\nimport sourcebias as sb\n" + textwrap.dedent(code)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-u", "-c", code], cwd=folder, **pipes) as child:
        if number is not None:
            deadline = time.time() + 120
            while not (folder / STAGE).exists() and child.poll() is None and time.time() < deadline:
                time.sleep(0.02)
            time.sleep(0.2)
            child.send_signal(number)
        out, told = child.communicate(timeout=300)
    return subprocess.CompletedProcess(code, child.returncode, out, told)


def left(folder: pathlib.Path) -> "list[str]":
    """What is unfinished there."""
    return [str(path) for path in folder.rglob(".sourcebias*")]


@unix
def test_sigterm_ends_a_process_in_which_the_program_was(tmp_path):
    done = process("sb.main(['list', 'nothing'])\nos.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(5)\nprint('alive')", tmp_path)
    assert (done.returncode, done.stdout) == (-signal.SIGTERM, "")


@unix
def test_a_handler_of_ones_own_is_called(tmp_path):
    kill = "os.kill(os.getpid(), signal.SIGTERM)\ntime.sleep(0.2)\n"
    mine = "signal.signal(signal.SIGTERM, lambda *_: print('mine'))\n"
    program = "sb.main(['list', 'nothing'])\n"
    for code in (mine + program + kill, program + mine + kill, program + mine + program + kill):
        done = process(code + "print('alive')", tmp_path)
        assert (done.returncode, done.stdout) == (0, "mine\nalive\n"), code
    # Set back, the signal does what it does; and the program has it again while it works.
    back = f"{mine}{program}signal.signal(signal.SIGTERM, signal.SIG_DFL)\n"
    assert process(back + kill, tmp_path).returncode == -signal.SIGTERM
    done = process(f"{back}sb.main(['run', 'long.toml'])", tmp_path, signal.SIGTERM)
    assert done.returncode == 143 and "interrupted; what was unfinished is removed" in done.stderr
    # One that is ignored stays so.
    done = process(f"signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{program}{kill}print('alive')", tmp_path)
    assert (done.returncode, done.stdout) == (0, "alive\n")


@unix
@pytest.mark.parametrize("number, code", [(2, 130), (15, 143)])
def test_a_signal_ends_the_program(number, code, tmp_path):
    done = process("print('before', end='')\nprint(sb.main(['run', 'long.toml']))", tmp_path, number)
    assert (done.returncode, done.stdout) == (code, "before")
    assert done.stderr == "interrupted; what was unfinished is removed, and finished stages stay\n"
    assert (tmp_path / STAGE).exists() and not left(tmp_path)


@unix
def test_what_a_handler_raises_ends_the_program(tmp_path):
    code = """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    sb.main(['run', 'long.toml'])
    """
    done = process(code, tmp_path, signal.SIGTERM)
    assert (done.returncode, done.stderr) == (7, "")
    assert (tmp_path / STAGE).exists() and not left(tmp_path)
    code = """
    def handler(*_): raise RuntimeError('mine')
    signal.signal(signal.SIGTERM, handler)
    try: sb.main(['run', 'long.toml', '--force'])
    except RuntimeError as error: print(error)
    for call in (lambda: sb.main(['list', 'models']), lambda: sb.evaluate({'q': {'a': 1}}, {'q': {'a': 1}})):
        try: call()
        except sb.Error as error: print(error)
    """
    (tmp_path / STAGE).unlink()
    done = process(code, tmp_path, signal.SIGTERM)
    told = "a signal has ended the program in this process, in which nothing can be begun any more; start another process"
    assert (done.returncode, done.stdout) == (0, f"mine\n{told}\n{told}\n"), done.stderr


@unix
def test_handlers_stop_a_run_too(tmp_path):
    done = process("signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\nsb.run('long.toml')", tmp_path, signal.SIGTERM)
    assert done.returncode == 9
    assert (tmp_path / STAGE).exists() and not (tmp_path / "results/long/.sourcebias-making").exists()


@unix
def test_on_another_thread_signals_are_pythons(tmp_path):
    code = """
    threading.Thread(target=sb.main, args=(['run', 'long.toml'],), daemon=True).start()
    try: time.sleep(60)
    except KeyboardInterrupt: print('stopped')
    """
    done = process(code, tmp_path, signal.SIGINT)
    assert (done.returncode, done.stdout) == (0, "stopped\n"), done.stderr


@unix
def test_the_program_leaves_nothing_behind(tmp_path):
    code = """
    def state():
        handlers = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)]
        return os.getcwd(), dict(os.environ), handlers, sys.excepthook, threading.active_count()
    before = state()
    assert sb.main(['--threads', '2', '-vv', 'text', 'long.toml']) == 0
    assert sb.main(['run', 'none.toml']) == 2 and sb.main(['--version']) == 0
    assert state() == before
    """
    done = process(code, tmp_path)
    assert done.returncode == 0, done.stderr


def test_each_call_of_the_program_logs_as_it_is_told(tmp_path):
    (tmp_path / "small.toml").write_text('name = "small"\n[simulate]\ndocuments = 150\nqueries = 12\ntopics = 4\n')
    code = "for flag in ('-q', '-v', '-q', '-v'):\n    print('as', flag, file=sys.stderr)\n    sb.main([flag, 'text', 'small.toml'])\n"
    code += "print('run', file=sys.stderr)\nsb.run('small.toml', model='bm25', measure='AP')\n"
    done = process(code, tmp_path)
    parts = done.stderr.split("as -")
    assert parts[1] == parts[3] == "q\n"
    assert "finished before" in parts[4].split("run\n")[0] and "INFO" in parts[2]
    # The functions of the package log to Python's logger, and not on stderr.
    assert "INFO" not in parts[4].split("run\n")[1]


def test_calls_of_several_threads_at_once(tmp_path):
    run, qrels = collection(ties=True)
    sources = {f"d{n}": ("human", "llm")[n % 2] for n in range(70)}
    texts = {f"d{n}": "ripe pears and green apples " * (n % 7 + 1) for n in range(200)}
    experiment = {"name": "small", "simulate": {"documents": 150, "queries": 12, "topics": 4}, "retrieve": {"models": ["bm25"]}}

    def calls():
        return {
            "evaluate": sb.evaluate(run, qrels, ["nDCG@10", "AP"], bootstrap=99).intervals,
            "function": sb.evaluate(run, qrels, lambda grades, ideal: float(len(ideal)), ties="trec_eval"),
            "bias": sb.bias(run, qrels, sources, bootstrap=99, threads=2).tables.table("relative_delta").rows(),
            "search": sb.Index.build(texts).search({"q": "ripe apples"}),
            "profile": sb.profile({"human": ["ripe pears"] * 9, "llm": ["pears"] * 9}, bootstrap=99).tables.table("summary").rows(),
            # One folder: they wait for each other.
            "run": sb.run(experiment, out=tmp_path).tables.table("relative_delta").rows(),
            "main": (sb.main(["list", "nothing"]), sb.main(["--threads", "2", "list", "models"])),
        }

    alone, found = calls(), []
    workers = [threading.Thread(target=lambda: found.append(calls())) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
    assert found == [alone] * 4 and alone["main"] == (2, 0)


def in_child(results):
    """What a forked process finds; of what needs tables, what is told."""
    run, qrels = collection(ties=True)
    texts = {f"d{n}": "ripe pears and green apples " * (n % 7 + 1) for n in range(200)}
    found = [
        sb.evaluate(run, qrels, "AP", bootstrap=999).intervals,
        sb.bias(run, qrels, {f"d{n}": ("human", "llm")[n % 2] for n in range(70)}, bootstrap=99).answer,
        sb.Index.build(texts).search({"q": "ripe apples"}),
        sb.Profiler(measures="tokens").transform(list(texts.values())[:3]),
        sb.evaluate(run, qrels, lambda grades, ideal: float(len(ideal)), ties="trec_eval"),
    ]
    table = sb.profile({"human": ["ripe pears"]}, bootstrap=0).tables.table("summary")
    for call in (
        lambda: sb.open(results),
        lambda: sb.run({"name": "x", "simulate": {"documents": 150}}, out=results),
        lambda: sb.main(["verify", str(results)]),
        lambda: sb.audit(run=run, sources={"d1": "human", "d2": "llm"}),
        table.to_csv,
    ):
        try:
            found.append(str(call()))
        except sb.Error as error:
            found.append(str(error))
    return repr(found)


def test_a_forked_process_works_or_says_why_not(result):
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("nothing is forked here")
    # So that all threads are there.
    result.tables.table("relative_delta").to_csv()
    context = multiprocessing.get_context("fork")
    with context.Pool(1) as pool:
        told = pool.apply_async(in_child, (result.path,)).get(timeout=120)
    here = in_child(result.path)
    # Up to what needs tables they are one.
    same = os.path.commonprefix([told, here])
    assert same.count("d1") and "'len" not in same and told.count("forked from one in which sourcebias has worked") == 5
    assert "forked" not in here
    # A process that is started anew does all.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply_async(in_child, (result.path,)).get(timeout=120) == here
