"""A disk whose sync takes longer: some milliseconds before each fsync and fdatasync, of the site, its peers and the server.

Real disks take 1 to 10 ms where the disk of a virtual machine answers at once. Done by a library of twenty lines that is
compiled here and loaded before the system's own; without a C compiler, or elsewhere than on Linux, it cannot be done.
"""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from django.core.management.base import CommandError

MS = "JINBAN_BENCH_FSYNC_MS"
DEFAULT = "3"
NO_COMPILER = "慢盘压测没有做：要有 Linux 和 C 编译器（cc），才能给每次 fsync 加时间。"
SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static void wait_first(void) {
    const char *text = getenv("JINBAN_BENCH_FSYNC_MS");
    long ms = text ? atol(text) : 0;
    struct timespec span = {ms / 1000, (ms % 1000) * 1000000L};
    if (ms > 0) nanosleep(&span, 0);
}
int fsync(int file) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_first();
    return next(file);
}
int fdatasync(int file) {
    static int (*next)(int);
    if (!next) next = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_first();
    return next(file);
}
"""


def environment(folder: Path) -> dict[str, str]:
    """What a process must find in its environment, the library being in this folder. CommandError where it cannot be made."""
    compiler = shutil.which("cc")
    if compiler is None or platform.system() != "Linux":
        raise CommandError(NO_COMPILER)
    folder.mkdir(parents=True, exist_ok=True)
    source, library = folder / "slow_sync.c", folder / "slow_sync.so"
    source.write_text(SOURCE)
    done = subprocess.run(  # noqa: S603 -- the compiler that is there
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], capture_output=True, check=False
    )
    if done.returncode:
        raise CommandError(NO_COMPILER)
    return {"LD_PRELOAD": str(library), MS: os.environ.get(MS, DEFAULT)}
