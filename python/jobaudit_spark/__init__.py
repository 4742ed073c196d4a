"""The audit of an archive that one machine would read for too long, on Spark.

In: objects in any storage that `pyarrow.fs` or fsspec opens. Out: the report that `jobaudit report` writes of them, to
the byte. The engine only moves rows: every task starts the program `jobaudit`, which reads objects (`export --facts`),
makes fewer facts of those that belong together (`fold`), and judges them (`report --facts`). Only what PySpark 3.5 has
is used, so that the same file runs on later ones and on Sail.
"""

import hashlib
import os
import shutil
import subprocess
import sysconfig
import tarfile
import tempfile
import threading
from contextlib import contextmanager

import pyarrow
import pyarrow.fs

FACTS = "v int, kind string, route binary, fact binary"
# So many bytes of objects go to one task unless somebody asks for another number of tasks.
TASK_BYTES = 256 << 20


class AuditError(RuntimeError):
    """The program `jobaudit` could not do its work; the message is what it said last."""


def find_binary():
    """The program that the wheel `jobaudit` has installed, or one on the PATH."""
    name = "jobaudit.exe" if os.name == "nt" else "jobaudit"
    beside = os.path.join(sysconfig.get_path("scripts"), name)
    found = beside if os.path.exists(beside) else shutil.which(name)
    if not found:
        raise AuditError("the program jobaudit is not installed on this machine: pip install jobaudit")
    return found


def audit(spark, uris, out, report_args=(), *, base="", root=None, export_args=(), tasks=None, shards=None,
          filesystem=None, binary=None):
    """Audits `uris` and runs `jobaudit report` with `report_args` (such as `-o audit.json`); gives its exit code.

    spark        a session of PySpark 3.5 or later, or of Sail
    uris         a folder, a list of objects, or a DataFrame whose column `uri` (and `bytes`, if it has one) lists them
    out          an empty folder for the facts, which every task can write to
    report_args  arguments of `jobaudit report`, and what its standard output shows stays on it
    base         what stands before the names of files in the report
    root         what is left out of the objects' names; by default the folder, or the folder that all of them share
    export_args  arguments of `jobaudit export --facts`: `--as-of`, `--ignore`, `--only`, `--max-findings`
    tasks        in how many tasks objects are read; shards: in how many facts are put together
    filesystem   a file system of pyarrow or fsspec, for those that a URI alone does not open
    binary       where `jobaudit` is on every machine; by default where the wheel has put it
    """
    objects, root = _listed(spark, uris, root, filesystem)
    if not objects:
        raise AuditError(f"there is nothing to audit in {uris}")
    if tasks is None:
        tasks = max(1, min(len(objects), -(-sum(size or 0 for _, size in objects) // TASK_BYTES)))
    shards = shards or tasks
    _refuse_old_facts(out, filesystem)

    def extract(batches):
        for batch in batches:
            for part in batch.column(0).to_pylist():
                yield from _extract(part.split("\n"), root, base, export_args, filesystem, binary)

    def fold(batches):
        for name in _fold(batches, out, filesystem, binary):
            yield pyarrow.record_batch({"name": [name]})

    # Objects travel in a column: what a function holds is sent to every task.
    column = [("\n".join(uri for uri, _ in part),) for part in _parts(objects, tasks)]
    todo = spark.createDataFrame(column, "uris string").repartition(len(column), "uris")
    facts = todo.mapInArrow(extract, FACTS).repartition(shards, "route")
    written = facts.mapInArrow(fold, "name string").collect()
    names = sorted({row["name"] for row in written})
    return _report(names, out, filesystem, list(report_args), binary)


def _open(uri, filesystem):
    """The file system and the path that a URI names."""
    if filesystem is None:
        # What has no scheme is a path, /Volumes and /dbfs too.
        return pyarrow.fs.FileSystem.from_uri(uri if "://" in uri else os.path.abspath(uri))
    if not isinstance(filesystem, pyarrow.fs.FileSystem):
        filesystem = pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(filesystem))
    return filesystem, uri.split("://", 1)[-1]


def _listed(spark, uris, root, filesystem):
    """All objects with their sizes, where these are known, and what is left out of their names."""
    if isinstance(uris, str):
        files, path = _open(uris, filesystem)
        before = uris[: len(uris) - len(path)] if uris.endswith(path) else ""
        selector = pyarrow.fs.FileSelector(path, recursive=True)
        found = [info for info in files.get_file_info(selector) if info.type == pyarrow.fs.FileType.File]
        root = root or before + path.rstrip("/") + "/"
        return sorted((before + info.path, info.size) for info in found), root
    if hasattr(uris, "columns"):
        has_sizes = "bytes" in uris.columns
        rows = uris.select("uri", *(["bytes"] if has_sizes else [])).collect()
        objects = sorted((row["uri"], row["bytes"] if has_sizes else None) for row in rows)
    else:
        objects = sorted((uri, None) for uri in uris)
    if root is None:
        shared = os.path.commonprefix([uri for uri, _ in objects])
        root = shared[: shared.rfind("/") + 1]
    return objects, root


def _parts(objects, tasks):
    """Objects in so many parts, each of about as many bytes as the others."""
    whole = sum(size or 1 for _, size in objects)
    parts, done = [[] for _ in range(tasks)], 0
    for uri, size in objects:
        parts[min(tasks - 1, done * tasks // whole)].append((uri, size))
        done += size or 1
    return [part for part in parts if part]


def _refuse_old_facts(out, filesystem):
    """Facts of another run would count as well."""
    files, path = _open(out, filesystem)
    files.create_dir(path, recursive=True)
    if any(info.base_name.endswith(".arrows") for info in files.get_file_info(pyarrow.fs.FileSelector(path))):
        raise AuditError(f"{out} holds the facts of another run; remove them or name another folder")


@contextmanager
def _program(arguments, feed, binary):
    """A run of the program: `feed` writes to its input, the body of the `with` reads its output."""
    said = tempfile.TemporaryFile()
    program = subprocess.Popen([binary or find_binary(), *arguments], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=said)
    failed = []

    def run():
        try:
            feed(program.stdin)
        except BrokenPipeError:
            pass  # The program says why it has ended.
        except BaseException as error:
            failed.append(error)
            program.kill()
        finally:
            try:
                program.stdin.close()
            except BrokenPipeError:
                pass

    feeder = threading.Thread(target=run, daemon=True)
    feeder.start()
    try:
        yield program.stdout
    except pyarrow.ArrowInvalid:
        pass  # What it wrote is cut: the exit code says why.
    except BaseException:
        program.kill()
        raise
    finally:
        program.stdout.close()
        code = program.wait()
        feeder.join()
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").splitlines()
        said.close()
        if failed:
            raise failed[0]
    if code:
        raise AuditError(lines[-1] if lines else f"jobaudit ended with {code}")


def _extract(uris, root, base, arguments, filesystem, binary):
    """The facts of some objects, which the program reads as a tar archive."""

    def send(to):
        with tarfile.open(fileobj=to, mode="w|", format=tarfile.GNU_FORMAT) as archive:
            for uri in uris:
                files, path = _open(uri, filesystem)
                with files.open_input_stream(path) as source:
                    entry = tarfile.TarInfo(uri[len(root):])
                    entry.size = files.get_file_info(path).size
                    archive.addfile(entry, source)

    command = ["export", "--facts", "-", "--base", base, *arguments]
    with _program(command, send, binary) as output, pyarrow.ipc.open_stream(output) as stream:
        yield from stream


def _fold(batches, out, filesystem, binary):
    """Writes what is left of facts that belong together, and gives the name of the file; none where none came."""
    batches = iter(batches)
    first = next(batches, None)
    if first is None:
        return

    def send(to):
        with pyarrow.ipc.new_stream(to, first.schema) as stream:
            stream.write_batch(first)
            for batch in batches:
                stream.write_batch(batch)

    with tempfile.TemporaryFile() as kept:
        digest = hashlib.sha256()
        with _program(["fold", "-"], send, binary) as output:
            while piece := output.read(1 << 20):
                digest.update(piece)
                kept.write(piece)
        # A task that runs again writes the same bytes to the same file.
        name = digest.hexdigest()[:32] + ".arrows"
        kept.seek(0)
        files, path = _open(out, filesystem)
        with files.open_output_stream(f"{path.rstrip('/')}/{name}") as target:
            shutil.copyfileobj(kept, target, 1 << 20)
    yield name


def _report(names, out, filesystem, arguments, binary):
    """Runs the report of all facts; what it says and shows goes where that of this program goes."""
    command = [binary or find_binary(), "report", "--facts", "-", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as program:
        try:
            for name in names:
                files, path = _open(out, filesystem)
                with files.open_input_stream(f"{path.rstrip('/')}/{name}") as source:
                    shutil.copyfileobj(source, program.stdin, 1 << 20)
        except BrokenPipeError:
            pass  # The exit code says why.
    return program.returncode
