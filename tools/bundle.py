"""`make bundle`: one archive that installs offline, for a network without internet; and the drill that proves it.

    python tools/bundle.py [--out FOLDER]     build/jinban-<version>-<platform>-<python>.tar.gz and its .sha256
    python tools/bundle.py --drill            build it into a temporary folder, install it there without a network, serve

Building needs the package index once (pip's cache counts); installing needs Python of the same minor version and nothing else.
Third-party wheels are those of requirements/run.txt, by hash. What was fetched is kept in build/wheels until the lock changes.
"""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import tomllib
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
PARTS = ROOT / "tools" / "bundle"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
PATIENCE = 60
# What an offline machine looks like: no index, and proxies that lead nowhere.
OFFLINE = {
    "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_INDEX_URL": "",
    "PIP_NO_COMPILE": "1",  # a third of the time; Python compiles what it uses
    **{f"{word}_proxy": "http://127.0.0.1:9" for word in ("http", "https", "all")},
    **{f"{word}_PROXY": "http://127.0.0.1:9" for word in ("HTTP", "HTTPS", "ALL")},
}  # fmt: skip


def name() -> str:
    """The archive's name: version, platform, Python."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"jinban-{version}-{platform}-cp{sys.version_info.major}{sys.version_info.minor}"


def wheels() -> Path:
    """The third-party wheels of the lock, fetched by hash once per lock, platform and Python."""
    digest = hashlib.sha256(LOCK.read_bytes() + name().encode()).hexdigest()[:16]
    folder = ROOT / "build" / "wheels" / digest
    if not folder.is_dir():
        draft = folder.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        words = ("download", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK), "-d", str(draft))
        subprocess.run((*PIP, *words), check=True)
        draft.rename(folder)
    return folder


def own_wheel(into: Path) -> None:
    """The project with its data, built from a clean copy, so that nothing of an older build is in it."""
    with tempfile.TemporaryDirectory(prefix="jinban-build-") as place:
        copy = Path(place, "source")
        left_out = shutil.ignore_patterns("__pycache__", "*.pyc")
        for folder in ("jinban", "data"):
            shutil.copytree(ROOT / folder, copy / folder, ignore=left_out)
        for file in ("pyproject.toml", "setup.py", "README.md"):
            shutil.copy(ROOT / file, copy / file)
        words = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(into), str(copy))
        subprocess.run((*PIP, *words), check=True)


def build(out: Path) -> Path:
    """The archive, with its checksum beside it."""
    with tempfile.TemporaryDirectory(prefix="jinban-bundle-") as place:
        whole = Path(place, name())
        shutil.copytree(wheels(), whole / "wheels")
        own_wheel(whole / "wheels")
        shutil.copy(LOCK, whole / "requirements.txt")
        for part in sorted(PARTS.iterdir()):
            shutil.copy(part, whole / part.name)
        (whole / "PYTHON").write_text(f"{sys.version_info.major}.{sys.version_info.minor}\n")
        files = sorted(path for path in whole.rglob("*") if path.is_file())
        sums = "".join(f"{_sha256(path)}  {path.relative_to(whole).as_posix()}\n" for path in files)
        (whole / "SHA256SUMS").write_text(sums)
        out.mkdir(parents=True, exist_ok=True)
        archive = out / f"{name()}.tar.gz"
        with tarfile.open(archive, "w:gz", compresslevel=1) as parcel:
            parcel.add(whole, arcname=whole.name, filter=_anonymous)
    archive.with_name(f"{archive.name}.sha256").write_text(f"{_sha256(archive)}  {archive.name}\n")
    return archive


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drill() -> None:
    """Build, prove, install in a clean folder without a network, load the city, serve, ask after its health."""
    with tempfile.TemporaryDirectory(prefix="jinban-drill-") as place:
        clean = Path(place)
        archive = build(clean)
        env = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "JINBAN_", "PYTHON"))}
        env |= {**OFFLINE, "JINBAN_HOME": str(clean / "home"), "PYTHON": _plain_python(), "PATH": os.environ["PATH"]}
        env.pop("DJANGO_SETTINGS_MODULE", None)
        env.pop("DATABASE_URL", None)

        def run(*words: str) -> str:
            began = time.monotonic()
            done = subprocess.run(words, cwd=clean, env=env, capture_output=True, text=True)
            print(f"{time.monotonic() - began:5.1f} s  {' '.join(words)[:80]}", flush=True)
            if done.returncode:
                raise SystemExit(f"{done.stdout}{done.stderr}")
            return done.stdout

        run("sha256sum", "--check", f"{archive.name}.sha256")
        run("tar", "-xzf", archive.name)
        run("sh", f"{name()}/install.sh", "installed")
        jinban = str(clean / "installed" / "bin" / "jinban")
        assert "  backup" in run(jinban, "--help")
        run(jinban, "load")
        _serves(jinban, clean, env)
    print("installed offline, loaded, served, healthy")


def _plain_python() -> str:
    """The Python behind this environment, as a clean machine would have it."""
    return str(Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}"))


def _serves(jinban: str, place: Path, env: dict[str, str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = subprocess.Popen([jinban, "serve", "--port", str(port)], cwd=place, env=env, stdout=subprocess.DEVNULL)
    until, began, direct = time.monotonic() + PATIENCE, time.monotonic(), urllib.request.ProxyHandler({})
    try:
        while True:
            try:
                answer = urllib.request.build_opener(direct).open(f"http://127.0.0.1:{port}/health", timeout=5)
                break
            except OSError:
                if time.monotonic() > until or site.poll() is not None:
                    raise
                time.sleep(0.1)
        print(f"{time.monotonic() - began:5.1f} s  /health: {answer.status} {answer.read().decode()}", flush=True)
    finally:
        site.terminate()
        site.wait(30)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    parser.add_argument("--drill", action="store_true")
    asked = parser.parse_args()
    if asked.drill:
        drill()
        return
    archive = build(asked.out)
    print(f"{archive}（{archive.stat().st_size // 2**20} MB）\n{archive}.sha256")


if __name__ == "__main__":
    main()
