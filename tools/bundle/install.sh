#!/bin/sh
# 近办离线安装：sh install.sh [装到哪个文件夹]。不连网。
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/jinban}
wanted=$(cat "$here/PYTHON")
python=${PYTHON:-python$wanted}
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || { echo "安装包坏了：上面的文件和校验值不符，请重新拷一份。" >&2; exit 1; }
command -v "$python" >/dev/null || { echo "要有 Python $wanted（现在找不到 $python）。装好后再来，或者写 PYTHON=/…/python$wanted sh install.sh" >&2; exit 1; }
"$python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" || { echo "这个安装包是给 Python $wanted 的，$python 不是。" >&2; exit 1; }
"$python" -m venv "$target" || { echo "建不了 $target。Debian、Ubuntu 要先装 python$wanted-venv。" >&2; exit 1; }
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_FIND_LINKS="$here/wheels"
"$target/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$here/requirements.txt"
"$target/bin/python" -m pip install --quiet --no-deps --force-reinstall "$here"/wheels/jinban-*.whl
echo "装好了：$target/bin/jinban"
echo "试用（演示数据）：JINBAN_HOME=/var/lib/jinban $target/bin/jinban serve"
echo "正式使用、升级、备份：见 README.md"
