"""The three rules of the architecture, and the size of a file, read from the source itself."""
import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ADDON = REPOSITORY / 'acorn_vendor_connector'
GLUE = sorted(REPOSITORY.glob('acorn_vendor_connector_*'))
SOURCES = sorted(path for addon in (ADDON, *GLUE) for path in addon.rglob('*.py'))
PURE = ('spapi', 'formats', 'engine')
HTTP_LIBRARIES = {
    'requests', 'requests_oauthlib', 'oauthlib', 'urllib3', 'httpx', 'aiohttp', 'http.client', 'urllib.request',
    'socket',
}
ACCOUNT_MODEL = 'models/amazon_vendor_account'


def name_of(path):
    return path.relative_to(ADDON if path.is_relative_to(ADDON) else REPOSITORY).as_posix()


def is_pure(path):
    return name_of(path).split('/')[0] in PURE


def tree_of(path):
    return ast.parse(path.read_text(encoding='utf-8'), str(path))


def imported(tree):
    """Return every module a file imports, `from x import y` as x and as x.y."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = '.' * node.level + (node.module or '')
            yield module
            yield from (f'{module.rstrip(".")}.{alias.name}' if node.module else module + alias.name
                        for alias in node.names)


def belongs_to(module, library):
    return module == library or module.startswith(library + '.')


def called(tree):
    """Return (name, line) of everything that is called, by its last name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, 'id', None)
            yield name, node.lineno


def test_the_pure_packages_are_there():
    assert {name_of(path).split('/')[0] for path in SOURCES} >= {'spapi', 'engine'}


def test_pure_packages_never_import_odoo():
    guilty = [
        f'{name_of(path)}: {module}' for path in SOURCES if is_pure(path)
        for module in imported(tree_of(path)) if belongs_to(module, 'odoo')
    ]
    assert guilty == []


def test_pure_packages_import_nothing_of_the_addon_but_each_other():
    guilty = [
        f'{name_of(path)}: {module}' for path in SOURCES if is_pure(path)
        for module in imported(tree_of(path))
        if module.startswith('..') and module.lstrip('.').split('.')[0] not in (*PURE, '')
    ]
    assert guilty == []


def test_the_engine_never_speaks_to_the_network():
    guilty = [
        f'{name_of(path)}: {module}' for path in SOURCES if name_of(path).startswith(('engine/', 'formats/'))
        for module in imported(tree_of(path)) if any(belongs_to(module, library) for library in HTTP_LIBRARIES)
    ]
    assert guilty == []


def test_only_spapi_does_http():
    guilty = [
        f'{name_of(path)}: {module}' for path in SOURCES if not name_of(path).startswith('spapi/')
        for module in imported(tree_of(path)) if any(belongs_to(module, library) for library in HTTP_LIBRARIES)
    ]
    assert guilty == []


def test_only_the_account_model_builds_a_client():
    guilty = [
        f'{name_of(path)}:{line}' for path in SOURCES
        if not name_of(path).startswith(('spapi/', ACCOUNT_MODEL))
        for name, line in called(tree_of(path)) if name in ('Client', 'Lwa', 'AccessTokens')
    ]
    assert guilty == []


def calls_by_function(tree):
    """Return (function it stands in, call) of every call."""
    def walk(node, function):
        for child in ast.iter_child_nodes(node):
            inside = child.name if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) else function
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
                yield inside, child
            yield from walk(child, inside)
    return walk(tree, None)


def ends_transaction(call):
    owner = call.func.value
    is_cursor = getattr(owner, 'attr', getattr(owner, 'id', None)) in ('cr', '_cr', 'new_cr')
    return call.func.attr == '_commit_progress' or (is_cursor and call.func.attr in ('commit', 'rollback'))


def defined(tree):
    return {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}


def dispatched(tree):
    """Return the methods that a table of stages hands to the lanes' loop."""
    return {
        word.value for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, 'id', None) == 'Stage'
        for word in call.args if isinstance(word, ast.Constant)
    }


def test_only_cron_loops_commit():
    """A method that ends the transaction is a `_cron_…` or is called by nothing but such methods."""
    trees = {name_of(path): tree_of(path) for path in SOURCES}
    own = {file: defined(tree) for file, tree in trees.items()}
    calls = [(file, function, call) for file, tree in trees.items() for function, call in calls_by_function(tree)]
    units = set().union(*map(dispatched, trees.values()))

    def callers(file, function):
        # A file with a method of the same name means its own.
        return {
            (other, caller) for other, caller, call in calls
            if call.func.attr == function and (other == file or function not in own[other])
        }

    def is_loop(file, function, seen=()):
        if function is None or (file, function) in seen:
            return False
        if function.startswith('_cron_') or function in units:
            return True
        found = callers(file, function)
        return bool(found) and all(is_loop(*caller, (*seen, (file, function))) for caller in found)

    guilty = {
        f'{file}: {function}' for file, function, call in calls
        if ends_transaction(call) and not is_loop(file, function)
    }
    assert guilty == set()


def test_nothing_sleeps_outside_the_clients_two_seconds():
    guilty = [
        f'{name_of(path)}:{line}' for path in SOURCES if name_of(path) != 'spapi/client.py'
        for name, line in called(tree_of(path)) if name == 'sleep'
    ]
    assert guilty == []


@pytest.mark.parametrize('path', SOURCES, ids=name_of)
def test_no_file_is_longer_than_400_lines(path):
    assert len(path.read_text(encoding='utf-8').splitlines()) <= 400


@pytest.mark.parametrize('path', [path for path in SOURCES if path.name != '__init__.py'], ids=name_of)
def test_no_exception_is_swallowed_in_silence(path):
    silent = [
        node.lineno for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, 'id', None) in ('Exception', 'BaseException'))
        and all(isinstance(statement, ast.Pass) for statement in node.body)
    ]
    assert silent == []
