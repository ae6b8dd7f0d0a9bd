"""The city's data lies beside the package in the repository; in a built one it lies inside, where `jinban load` looks."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithData(build_py):
    """Packs `data/` as `jinban/data`; an editable installation finds it in the repository."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            shutil.copytree("data", Path(self.build_lib, "jinban", "data"), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithData})
