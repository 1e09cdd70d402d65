#!/usr/bin/env bash
# Makes a clone ready to run: Python environment, locked packages, and the system's own tools.
#
#   scripts/setup.sh            what the program needs
#   scripts/setup.sh --tests    what the tests need as well
#   scripts/setup.sh --bench    what the program needs, and what it is measured against, in .venv-bench
#
# Safe to repeat, and over at once when nothing is missing. Settings it listens to:
#   BEEBOX_PYTHON     the Python to build on, when not the newest one found
#   BEEBOX_OCR_PROGRAM  where tesseract is, when not on the PATH
#   BEEBOX_CHROMIUM   where chromium is, when not on the PATH
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd -- "$root"
venv=.venv
python=$venv/bin/python
tests=no
bench=no
needed_kb=$((2 * 1024 * 1024))
scratch=

say() { printf '%s / %s\n' "$1" "$2"; }
warn() { printf '! %s / %s\n' "$1" "$2" >&2; }
die() {
    printf '✗ %s / %s\n' "$1" "$2" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }
tidy() { [ -z "$scratch" ] || rm -rf -- "$scratch"; }
trap tidy EXIT

# ---- the system's packages -------------------------------------------------------------------

# as_root COMMAND...: run it as root, or fail at once where that would ask for a password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    have apt-get && { [ "$(id -u)" -eq 0 ] || { have sudo && sudo -n true 2>/dev/null; }; }
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"
}

lists_fresh=no
refresh_lists() {
    local attempt
    [ "$lists_fresh" = no ] || return 0
    for attempt in 1 2 3; do
        if apt update -qq; then
            lists_fresh=yes
            return 0
        fi
        sleep $((attempt * 3))
    done
    return 1
}

# apt_install PACKAGE...: true when all of them are installed afterwards.
apt_install() {
    may_install || return 1
    say "正在安装系统软件：$*" "Installing system packages: $*"
    refresh_lists || warn "软件源没有全部应答" "Not every package source answered"
    apt install -y --no-install-recommends "$@" 2>&1 | awk '
        /^Get:/ { print "  ↓ " $5; fflush() }
        /^Setting up/ { print "  ✓ " $3; fflush() }
        /^E:/ { print "  " $0; fflush() }'
}

line_to_type() { printf 'sudo apt-get install -y --no-install-recommends %s' "$*"; }

# want CHINESE ENGLISH PACKAGE...: install what is missing, or say how and go on without it.
want() {
    local chinese=$1 english=$2
    shift 2
    [ "$#" -gt 0 ] || return 0
    apt_install "$@" && return 0
    if have apt-get; then
        warn "$chinese。请运行：$(line_to_type "$@")" "$english. Type: $(line_to_type "$@")"
    else
        warn "$chinese。请用本系统的方式安装：$*" "$english. Install in this system's own way: $*"
    fi
}

tesseract_packages() {
    local tesseract=${BEEBOX_OCR_PROGRAM:-tesseract} languages
    if ! have "$tesseract"; then
        echo tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-osd
        return
    fi
    languages=$("$tesseract" --list-langs 2>/dev/null) || languages=
    grep -qx chi_sim <<<"$languages" || echo tesseract-ocr-chi-sim
    grep -qx eng <<<"$languages" || echo tesseract-ocr-eng
    grep -qx osd <<<"$languages" || echo tesseract-ocr-osd
}

# has_library NAME: is NAME.so.* where the loader looks?
has_library() {
    compgen -G "/usr/lib/*/$1.so.*" >/dev/null || compgen -G "/usr/lib64/$1.so.*" >/dev/null ||
        compgen -G "/usr/lib/$1.so.*" >/dev/null || compgen -G "/lib/*/$1.so.*" >/dev/null
}

pdf_packages() {
    has_library libpango-1.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset || echo libharfbuzz-subset0
    if have fc-list; then
        [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ] || echo fonts-noto-cjk
    else
        compgen -G '/usr/share/fonts/*/*/*CJK*' >/dev/null || echo fonts-noto-cjk
    fi
}

browser_packages() {
    local name
    for name in "${BEEBOX_CHROMIUM:-chromium}" chromium-browser google-chrome; do
        have "$name" && return
    done
    echo chromium
}

install_tools() {
    # shellcheck disable=SC2046  # package names are single words, and none is a fine number of them
    {
        want "缺少文字识别，机审只用第二引擎" "Reading with tesseract is not possible yet" $(tesseract_packages)
        want "缺少字体或排版库，暂时不能生成 PDF" "PDFs cannot be made yet" $(pdf_packages)
        [ "$tests" = no ] || want "缺少浏览器，浏览器测试无法运行" "Browser tests cannot run yet" $(browser_packages)
    }
}

# ---- Python ----------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Prints the first usable Python, or fails.
find_python() {
    local name
    for name in ${BEEBOX_PYTHON:+"$BEEBOX_PYTHON"} python3.13 python3.12 python3.11 python3; do
        if have "$name" && is_new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

check_disk() {
    local free
    free=$(df -Pk . | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$needed_kb" ] || die \
        "磁盘空间不足：安装需要 2 GB，只剩 $((free / 1024)) MB，请清理后重试" \
        "Not enough disk: 2 GB are needed and $((free / 1024)) MB are free; make room and try again"
}

make_venv() {
    local base package
    base=$(find_python) || { apt_install python3 python3-venv && base=$(find_python); } || die \
        "需要 Python 3.11 或更新的版本，本机没有；请安装 python3.11 与 python3.11-venv 后重试" \
        "Python 3.11 or newer is needed and none was found; install python3.11 and python3.11-venv, then try again"
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        package=$("$base" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        apt_install "$package" || die \
            "这个 Python 缺少 venv 模块，请运行：$(line_to_type "$package")" \
            "This Python lacks its venv module; type: $(line_to_type "$package")"
    fi
    say "正在建立 $venv（$("$base" --version)）" "Making $venv"
    rm -rf -- "$venv"
    "$base" -m venv "$venv" || die \
        "无法建立 $venv，请检查目录是否可写" "Could not make $venv; check that this folder is writable"
}

explain_pip() {
    if grep -qiE 'no space left' "$1"; then
        die "磁盘已满，安装没有完成；请清理后重试" "The disk is full; make room and try again"
    elif grep -qiE 'NewConnection|name resolution|not known|unreachable|timed out|ProxyError|ConnectionReset|SSLError|No matching distribution' "$1"; then
        die "网络不通，软件包没有下载完；请检查网络（内网请设置 PIP_INDEX_URL）后重试" \
            "The network did not answer; check it (or set PIP_INDEX_URL to your mirror) and try again"
    fi
    tail -n 15 -- "$1" >&2
    die "安装 Python 软件包时出错，原因见上" "Installing the Python packages failed, see above"
}

# install_locks LOCK...: exactly the locked files, checked by hash, with one line for each package.
install_locks() {
    local total
    check_disk
    { is_new_enough "$python" && "$python" -m pip --version >/dev/null 2>&1; } || make_venv
    scratch=$(mktemp -d)
    total=$(cat -- "$@" | grep -oE '^[a-z0-9-]+' | sort -u | wc -l)
    say "正在安装 Python 软件包（约 $total 个，首次需几分钟）" "Installing about $total Python packages"
    PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 "$python" -m pip install \
        --require-hashes --only-binary :all: --no-deps --no-input --retries 3 --timeout 30 \
        "${@/#/--requirement=}" 2>"$scratch/pip.log" | awk -v total="$total" '
            /^(Collecting|Processing|Requirement already)/ {
                name = $1 == "Requirement" ? $4 : $2
                sub(".*/", "", name)
                printf "  [%d/%d] %s\n", ++n, total, name; fflush()
            }
            /^Installing/ { print "  …"; fflush() }' || explain_pip "$scratch/pip.log"
}

# The venv knows the project by a .pth file, so `beebox` works from any folder and without network.
install_command() {
    local packages
    packages=$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root" >"$packages/beebox.pth"
    cat >"$venv/bin/beebox" <<'LAUNCHER'
#!/bin/sh
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
exec "$here/python" -P -c 'import sys; sys.argv[0] = "beebox"; from beebox.cli import main; main()' "$@"
LAUNCHER
    chmod +x -- "$venv/bin/beebox"
}

# A stamp remembers what was installed, by which script, and where.
stamp_of() { printf '%s %s' "$(sha256sum -- "$@" scripts/setup.sh | sha256sum | cut -c -64)" "$root"; }

# ready STAMP LOCK...: was exactly this installed here before, and does it still run?
ready() {
    local stamp=$1
    shift
    [ "$(cat -- "$venv/$stamp" 2>/dev/null)" = "$(stamp_of "$@")" ] && is_new_enough "$python"
}

install_python() {
    local run=(requirements.txt) all=(requirements.txt requirements-dev.txt)
    if [ "$tests" = yes ]; then
        ready .beebox-tests "${all[@]}" && return
        install_locks "${all[@]}"
        install_command
        stamp_of "${all[@]}" >"$venv/.beebox-tests"
    else
        ready .beebox-run "${run[@]}" && return
        install_locks "${run[@]}"
        install_command
    fi
    stamp_of "${run[@]}" >"$venv/.beebox-run"
    say "安装完成" "Installed"
}

# What the program is measured against lives apart from it. Without it a column of the table stays empty.
install_bench() (
    venv=.venv-bench
    python=$venv/bin/python
    trap tidy EXIT
    ready .beebox-bench requirements-bench.txt && exit
    install_locks requirements-bench.txt
    stamp_of requirements-bench.txt >"$venv/.beebox-bench"
)

# The virus scanner, for the tests that ask one: unpacked, not installed, for an installed one would
# start by itself, load hundreds of megabytes of signatures and stay. About 7 MB and two seconds.
unpack_clamav() {
    local into=$venv/clamav library package
    have clamd || [ -x "$into/usr/sbin/clamd" ] && return
    have apt-get && have dpkg-deb || return 0
    library=$(apt-cache depends clamav-daemon 2>/dev/null | grep -oE 'libclamav[0-9a-z]+' | head -n 1)
    if [ -z "$library" ] && may_install && refresh_lists; then
        library=$(apt-cache depends clamav-daemon 2>/dev/null | grep -oE 'libclamav[0-9a-z]+' | head -n 1)
    fi
    rm -rf -- "$into.new"
    mkdir -p -- "$into.new"
    if [ -n "$library" ] && (cd -- "$into.new" && apt-get download -qq clamav-daemon "$library" libmspack0) \
        >/dev/null 2>&1; then
        for package in "$into.new"/*.deb; do dpkg-deb -x "$package" "$into.new"; done
        rm -f -- "$into.new"/*.deb
        mv -- "$into.new" "$into"
    else
        rm -rf -- "$into.new"
        warn "没有取到病毒扫描程序，有关测试会跳过" "No virus scanner was fetched; its tests are skipped"
    fi
}

case "${1:-}" in
'') ;;
--tests) tests=yes ;;
--bench) bench=yes ;;
*) die "用法：scripts/setup.sh [--tests|--bench]" "Usage: scripts/setup.sh [--tests|--bench]" ;;
esac
install_python
install_tools
[ "$tests" = no ] || unpack_clamav
[ "$bench" = no ] || install_bench ||
    warn "没有装好 OCRmyPDF，对比表里缺这一列" "OCRmyPDF could not be installed; its column stays empty"
