"""Packs a folder, the same bytes from the same files on every system.

In: the folder, the seconds since 1970 that every file gets, and the archive to write, .tar.gz or .zip.
"""

import gzip
import io
import sys
import tarfile
import time
import zipfile
from pathlib import Path

folder, moment, archive = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
files = sorted(path for path in folder.rglob("*") if path.is_file())


def name(path):
    return path.relative_to(folder.parent).as_posix()


def mode(path):
    return 0o755 if path.stem == "jobaudit" and path.suffix in ("", ".exe") else 0o644


if archive.suffix == ".zip":
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            # ZIP knows no moment before 1980.
            entry = zipfile.ZipInfo(name(path), time.gmtime(max(moment, 315532800))[:6])
            entry.external_attr = mode(path) << 16
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
else:
    with archive.open("wb") as out, gzip.GzipFile("", "wb", 9, out, moment) as packed, tarfile.open(
        fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT
    ) as tar:
        for path in files:
            content = path.read_bytes()
            entry = tarfile.TarInfo(name(path))
            entry.size, entry.mode, entry.mtime = len(content), mode(path), moment
            tar.addfile(entry, io.BytesIO(content))
