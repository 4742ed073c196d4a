"""Fills in a manifest for a package manager.

In: the template, the version, the repository, and the folder of the archives. Out: the manifest, on
standard output; exit code 1 where an archive that it names is missing.
"""

import hashlib
import re
import sys
from pathlib import Path

template, version, repository, folder = sys.argv[1:]


def sha256(found):
    archive = Path(folder) / f"jobaudit-{version}-{found[1]}"
    if not archive.is_file():
        sys.exit(1)
    return hashlib.sha256(archive.read_bytes()).hexdigest()


text = re.sub("@SHA256:([^@]+)@", sha256, Path(template).read_text())
for mark, value in {
    "@VERSION@": version,
    "@HOMEPAGE@": repository,
    "@DOWNLOADS@": f"{repository}/releases/download/v{version}",
}.items():
    text = text.replace(mark, value)
print(text, end="")
