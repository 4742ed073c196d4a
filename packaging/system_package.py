"""Makes a Debian package or an RPM of what packaging/build has built.

In: `deb` or `rpm`, the target and profile of the build, and the folder to write to; the metadata in
Cargo.toml, which cargo-deb and cargo-generate-rpm read as well; SOURCE_DATE_EPOCH, the moment that every
file gets. Out: one package. It needs dpkg-deb or rpmbuild, which are Debian packages: nothing has to be
compiled for it.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# The processor, as Debian calls it.
DEBIAN = {"x86_64": "amd64", "aarch64": "arm64"}


def main():
    kind, target, profile, out = sys.argv[1:]
    metadata = subprocess.run(["cargo", "metadata", "--no-deps", "--format-version", "1"],
                              check=True, stdout=subprocess.PIPE).stdout
    package = json.loads(metadata)["packages"][0]
    with tempfile.TemporaryDirectory() as work:
        make = {"deb": deb, "rpm": rpm}[kind]
        print(make(package, target, profile, Path(out).resolve(), Path(work)))


def stage(assets, target, profile, root):
    """Lays the files out as they will be installed; each is (from, to, mode)."""
    for source, to, mode in assets:
        # Both builders name the folder of a build without a target, and mean the one that is built.
        source = source.replace("target/release/", f"target/{target}/{profile}/")
        to = Path(to.lstrip("/")) / (Path(source).name if to.endswith("/") else "")
        put(root / to, Path(source).read_bytes(), int(mode, 8))


def put(path, content, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def open_folders(root):
    """Gives all folders the usual mode, whatever the umask."""
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)


def compressed(content):
    return gzip.compress(content, 9, mtime=0)


def deb(package, target, profile, out, work):
    about = package["metadata"]["deb"]
    name = package["name"]
    version = f"{package['version']}-1"
    architecture = DEBIAN[target.split("-")[0]]
    stage(about["assets"], target, profile, work)
    for page in work.glob("usr/share/man/*/*"):
        put(page.with_name(f"{page.name}.gz"), compressed(page.read_bytes()))
        page.unlink()
    documents = work / "usr/share/doc" / name
    put(documents / "changelog.Debian.gz", compressed(Path(about["changelog"]).read_bytes()))
    put(documents / "copyright", copyright_file(package, about).encode())

    files = sorted(path for path in work.rglob("*") if path.is_file())
    sums = "".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(work)}\n"
                   for path in files)
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    control = {
        "Package": name,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": about["maintainer"],
        "Installed-Size": size,
        "Section": about["section"],
        "Priority": about["priority"],
        "Homepage": package["homepage"],
        "Description": f"{synopsis(package)}\n{indented(about['extended-description'])}",
    }
    put(work / "DEBIAN/control", "".join(f"{key}: {control[key]}\n" for key in control).encode())
    put(work / "DEBIAN/md5sums", sums.encode())
    open_folders(work)
    made = out / f"{name}_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", "-Zxz", work, made],
                   check=True, stdout=subprocess.DEVNULL)
    return made


def synopsis(package):
    """The description without its second half: 80 characters are the most that package lists show."""
    return package["description"].split(":")[0]


def copyright_file(package, about):
    license_text = Path(about["license-file"][0]).read_text()
    return ("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
            f"Upstream-Name: {package['name']}\n"
            f"Source: {package['repository']}\n\n"
            "Files: *\n"
            f"Copyright: {about['copyright']}\n"
            f"License: {package['license']}\n{indented(license_text)}\n")


def indented(text):
    """As Debian's fields continue: a blank in front, a dot for an empty line."""
    return "\n".join(f" {line or '.'}" for line in text.strip().splitlines())


# What rpmbuild would otherwise do to the program: strip it, look for what it needs, make a package of
# debugging information.
SPEC = """\
%define __os_install_post %{{nil}}
%define debug_package %{{nil}}
%define _build_id_links none
%define clamp_mtime_to_source_date_epoch 1
%define use_source_date_epoch_as_buildtime 1
%define _buildhost localhost
Name: {name}
Version: {version}
Release: 1
Summary: {summary}
License: {license}
URL: {homepage}
AutoReqProv: no
%description
{description}.
%install
cp -a {root}/. %{{buildroot}}
%files
{files}
"""


def rpm(package, target, profile, out, work):
    assets = package["metadata"]["generate-rpm"]["assets"]
    root, spec = work / "root", work / "package.spec"
    stage([(asset["source"], asset["dest"], asset["mode"]) for asset in assets], target, profile, root)
    open_folders(root)
    files = "\n".join("%attr({mode},root,root) {mark}{dest}".format(
        mark="%doc " if asset.get("doc") else "", **asset) for asset in assets)
    fields = {key: package[key] for key in ["name", "version", "description", "license", "homepage"]}
    spec.write_text(SPEC.format(summary=synopsis(package), root=root, files=files, **fields))
    subprocess.run(["rpmbuild", "-bb", "--quiet", "--target", f"{target.split('-')[0]}-linux",
                    "--buildroot", work / "installed", "--define", f"_topdir {work}/top",
                    "--define", f"_rpmdir {work}/made", spec],
                   check=True, stdout=subprocess.DEVNULL)
    [made] = (work / "made").rglob("*.rpm")
    return shutil.copy(made, out)


if __name__ == "__main__":
    main()
