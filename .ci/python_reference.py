"""docs/reference/python.md: what the Python package has to offer, by the docstrings and signatures of its code and stubs, which are read
and not run.

`page()` gives the page, and `lacks()` what has no words of its own: a public name, a parameter, or one that is told of and is none.
"""

import ast
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent / "crates/python/python/sourcebias"
SECTIONS = ("Parameters", "Attributes", "Returns", "Raises", "Notes")
# The headings, and what stands below each of them; what is in none of them comes last.
PARTS = [
    ("Experiments", ["run", "open", "compare"]),
    ("Runs of any engine", ["evaluate", "bias", "audit", "labels", "run_from_arrays"]),
    ("Texts", ["profile", "Profiler", "Index"]),
    ("What is handed back", ["Result", "Findings", "Audit", "Evaluation", "Profile", "Labels", "Comparison", "Tables", "Table", "Figure"]),
    ("What functions of one's own are given", ["TermStatistics", "CollectionStatistics"]),
    ("The rest", ["Error", "main", "__version__"]),
]
_lacks = []


def lacks():
    return _lacks


def parsed(file):
    return ast.parse((ROOT / file).read_text())


def public_names():
    """The names in `__all__`, in their order."""
    for node in parsed("__init__.py").body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "__all__":
            return ast.literal_eval(node.value)
    raise SystemExit("__init__.py has no __all__")


def definitions():
    """Functions and classes by name, of the code and of the stub of the compiled module; and the named types of the code."""
    found, types = {}, []
    for file in ("_api.py", "_results.py", "_features.py", "_error.py", "_native.pyi"):
        text = (ROOT / file).read_text().splitlines()
        for node in parsed(file).body:
            if isinstance(node, ast.FunctionDef) and is_overload(node):
                continue
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                # The stub's functions stand behind those of the same name in the code.
                found.setdefault(node.name, node)
            elif file == "_api.py" and isinstance(node, ast.Assign) and text[node.lineno - 2].startswith("#: "):
                types.append((node.targets[0].id, ast.unparse(node.value), text[node.lineno - 2].removeprefix("#: ")))
    return found, types


def annotation(node):
    """A type as a reader writes it."""
    if node is None:
        return ""
    text = ast.unparse(node).replace("'", "")
    return re.sub(r"\b(_native|Any)\.", "", text)


def signature(name, function, method=False):
    """The call, in one line or with a line for each argument."""
    arguments, given = function.args, []
    plain = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(plain) - len(arguments.defaults)) + arguments.defaults

    def one(argument, default, stars=""):
        text = stars + argument.arg + (f": {annotation(argument.annotation)}" if argument.annotation else "")
        return text if default is None else f"{text} = {ast.unparse(default)}"

    given += [one(*pair) for pair in zip(plain, defaults)]
    if method and plain and plain[0].arg in ("self", "cls"):
        given.pop(0)
    if arguments.vararg:
        given.append(one(arguments.vararg, None, "*"))
    elif arguments.kwonlyargs:
        given.append("*")
    given += [one(*pair) for pair in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    if arguments.kwarg:
        given.append(one(arguments.kwarg, None, "**"))
    returned = f" -> {annotation(function.returns)}" if function.returns else ""
    line = f"{name}({', '.join(given)}){returned}"
    return line if len(line) <= 100 else f"{name}(\n" + "".join(f"    {one},\n" for one in given) + f"){returned}"


def names_of(function):
    arguments = function.args
    every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs + [arguments.vararg, arguments.kwarg]
    return [one.arg for one in every if one and one.arg not in ("self", "cls")]


def sections(docstring):
    """What a docstring says first, and its sections by name; the examples are one."""
    lines = docstring.strip().splitlines()
    found, now = {"": []}, ""
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if line in SECTIONS and set(following) == {"-"}:
            now = line
            found[now] = []
        elif line.startswith(">>> ") and now != "Examples":
            now = "Examples"
            found[now] = [line]
        elif not (set(line) == {"-"} and found[now] == [] and now):
            found[now].append(line)
    return {name: "\n".join(some).strip("\n") for name, some in found.items()}


def entries(section):
    """Pairs of what stands at the margin and what is indented below it."""
    found = []
    for line in section.splitlines():
        if line and not line.startswith(" "):
            found.append((line, []))
        elif found:
            found[-1][1].append(line.strip())
    return [(head, " ".join(filter(None, some))) for head, some in found]


def linked(text, known):
    """References of docstrings as links, and what is emphasised as Markdown has it."""

    def link(found):
        name = found[1]
        return f"[`{name}`](#{anchor(name)})" if name in known else f"`{name}`"

    return re.sub(r":(?:func|class|meth|mod):`([^`]+)`", link, text)


def anchor(heading):
    return re.sub(r"[^\w-]", "", heading.lower())


def described(name, docstring, known, function=None, level=3):
    """Heading, signature and docstring of a function or class."""
    parts = sections(docstring or "")
    out = [f"{'#' * level} `{name}`"]
    if function is not None:
        out.append(f"```python\n{signature(name, function, method='.' in name or name[0].isupper())}\n```")
    if not docstring:
        _lacks.append(f"{name} has no docstring")
    out.append(linked(parts[""], known))
    told = []
    for title, section in (("Arguments", "Parameters"), ("Attributes", "Attributes")):
        if section in parts:
            rows = entries(parts[section])
            told += [one.strip() for head, _ in rows for one in head.split(" : ")[0].split(",")] if title == "Arguments" else []
            lines = [f"* {', '.join(f'`{one.strip()}`' for one in head.split(' : ')[0].split(','))}{kind(head)}: {linked(words, known)}"
                     for head, words in rows]
            out.append(f"**{title}**\n\n" + "\n".join(lines))
    if function is not None:
        wanted = names_of(function)
        _lacks.extend(f"{name}: the argument `{one}` is not told of" for one in wanted if one not in told)
        _lacks.extend(f"{name}: `{one}` is no argument" for one in told if one not in wanted)
    for section in ("Returns", "Raises"):
        if section in parts:
            rows = entries(parts[section])
            lines = [f"* {linked(head, known) if ':' in head else f'`{head}`'}: {linked(words, known)}" for head, words in rows]
            out.append(f"**{section}**\n\n" + "\n".join(lines))
    if "Notes" in parts:
        out.append(linked(parts["Notes"], known))
    if "Examples" in parts:
        out.append(f"```python\n{parts['Examples']}\n```")
    return [part for part in out if part]


def kind(head):
    """The type that stands behind a name."""
    return f" ({head.split(' : ')[1]})" if " : " in head else ""


def is_overload(function):
    return any(ast.unparse(one) == "overload" for one in function.decorator_list)


def is_property(function):
    return any(ast.unparse(one) == "property" for one in function.decorator_list)


def of_class(node, known):
    name, docstring = node.name, ast.get_docstring(node)
    members = [one for one in node.body if isinstance(one, ast.FunctionDef) and not is_overload(one)]
    constructor = next((one for one in members if one.name == "__init__"), None)
    # What users construct themselves has words on its arguments.
    constructed = docstring is not None and "\nParameters\n" in docstring
    out = described(name, docstring, known, constructor if constructed else None)
    bases = [name for name in map(ast.unparse, node.bases) if not name.startswith("_")]
    if bases:
        out.insert(1, "A " + ", ".join(f"[`{base}`](#{anchor(base)})" if base in known else f"`{base}`" for base in bases) + ".")
    public = [one for one in members if not one.name.startswith("_")]
    properties = [one for one in public if is_property(one)]
    if properties:
        lines = []
        for one in properties:
            words = ast.get_docstring(one)
            if not words:
                _lacks.append(f"{name}.{one.name} has no docstring")
            lines.append(f"* `{one.name}` (`{annotation(one.returns)}`): {linked(' '.join((words or '').split()), known)}")
        out.append("**Properties**\n\n" + "\n".join(lines))
    for one in public:
        if not is_property(one):
            out += described(f"{name}.{one.name}", ast.get_docstring(one), known, one, level=4)
    return out


def page():
    """The page; what lacks words is in `lacks()` afterwards."""
    _lacks.clear()
    found, types = definitions()
    public = public_names()
    known = set(public)
    for name in public:
        if isinstance(found.get(name), ast.ClassDef):
            known |= {f"{name}.{one.name}" for one in found[name].body if isinstance(one, ast.FunctionDef)}
    first = ast.get_docstring(parsed("__init__.py")).split("\n\n")
    first = [f"```python\n{part}\n```" if part.startswith(">>> ") else part for part in first]
    out = [
        "# Python reference",
        "<!-- Made by .ci/reference.py of the package's docstrings and stubs: make it again. -->",
        "Every name of the module `sourcebias`. [The Python package](../python.md) shows them at work. Each docstring "
        "can be read in Python too, as by `help(sourcebias.run)`.",
        *first,
        "## Forms of what is at hand",
        ast.get_docstring(parsed("_given.py")),
        "Types in signatures:",
        "\n".join(f"* `{name}` is `{value.replace('_native.', '')}`: {linked(words, known)}" for name, value, words in types),
    ]
    rest = [name for name in public if not any(name in names for _, names in PARTS)]
    _lacks.extend(f"{name} stands in no part of .ci/python_reference.py" for name in rest)
    for heading, names in PARTS:
        out.append(f"## {heading}")
        for name in names:
            node = found.get(name)
            if name not in public:
                _lacks.append(f"{name} is not in __all__")
            elif isinstance(node, ast.ClassDef):
                out += of_class(node, known)
            elif isinstance(node, ast.FunctionDef):
                out += described(name, ast.get_docstring(node), known, node)
            else:
                out += [f"### `{name}`", "The version of the package, which is that of the program (str)."]
    return "\n\n".join(out) + "\n"
