# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# tools/door.sh: what ./run, ./test and ./bench share. Plain POSIX sh (dash).
# Sourced with ROOT set to the folder of the project. Nothing here needs more than
# what Debian marks as essential, until need_packages has run.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH
unset CDPATH
umask 022

# SEKIMORI_LANG wins; otherwise the language of the terminal.
case ${SEKIMORI_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
ja*) DOOR_LANG=ja ;;
*) DOOR_LANG=en ;;
esac
BUILD=${SEKIMORI_BUILD:-$ROOT/build}

# text JA EN: the one in the reader's language, without a newline.
text() {
    if [ "$DOOR_LANG" = ja ]; then printf '%s' "$1"; else printf '%s' "$2"; fi
}
say() { printf '%s\n' "$(text "$1" "$2")"; }
warn() { printf '%s\n' "$(text "$1" "$2")" >&2; }
die() {
    warn "$1" "$2"
    exit 1
}

# --- packages -------------------------------------------------------------------------------

# Only Debian 12 and 13 are known to work; others may try by SEKIMORI_ANY_SYSTEM=1.
need_debian() {
    os_id='' os_version='' os_name=''
    if [ -r /etc/os-release ]; then
        os_id=$(. /etc/os-release && printf '%s' "${ID:-}")
        os_version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
        os_name=$(. /etc/os-release && printf '%s' "${PRETTY_NAME:-}")
    fi
    case $os_id:$os_version in
    debian:12 | debian:13) return 0 ;;
    esac
    [ -z "${SEKIMORI_ANY_SYSTEM:-}" ] || return 0
    die "関守は Debian 12 または 13 で動きます（この機械は ${os_name:-不明な OS} です）。
必要なものを御自身で揃えた場合は SEKIMORI_ANY_SYSTEM=1 を付けて実行してください（一覧: tools/packages/）。" \
        "Sekimori runs on Debian 12 or 13 (this machine: ${os_name:-an unknown system}).
If you have installed what it needs yourself, run again with SEKIMORI_ANY_SYSTEM=1 (lists: tools/packages/)."
}

# package_installed NAME
package_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# missing_packages LIST...: fills $missing (names, space-separated) and $reasons (lines to show).
missing_packages() {
    missing='' reasons=''
    for package_list in "$@"; do
        while read -r name reason; do
            case $name in '' | '#'*) continue ;; esac
            pick='' found=''
            rest=$name
            while [ -n "$rest" ]; do
                one=${rest%%|*}
                case $rest in *'|'*) rest=${rest#*|} ;; *) rest='' ;; esac
                case $one in
                /*) [ ! -e "$one" ] || found=1 ;;
                *)
                    case $installed in *" $one "*) found=1 ;; esac
                    pick="$pick $one"
                    ;;
                esac
                [ -z "$found" ] || break
            done
            [ -z "$found" ] || continue
            missing="$missing$(choose_package "$pick")"
            reasons="$reasons  $(printf '%-18s %s' "$name" "$reason")
"
        done <"$ROOT/tools/packages/$package_list.txt"
    done
}

# choose_package NAMES: the first this release knows, with a space before it.
choose_package() {
    first=''
    for candidate in $1; do
        first=${first:-$candidate}
        case $1 in ' '*' '*) ;; *) break ;; esac
        if apt-cache show "$candidate" >/dev/null 2>&1; then
            first=$candidate
            break
        fi
    done
    printf ' %s' "$first"
}

# Package lists absent or older than a day?
lists_stale() {
    [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 2>/dev/null | head -n 1)" ]
}

# need_packages LIST...: returns when every package of tools/packages/LIST.txt is there.
need_packages() {
    [ -z "${SEKIMORI_ANY_SYSTEM:-}" ] || return 0
    command -v dpkg-query >/dev/null 2>&1 ||
        die "dpkg が見つかりません。" "dpkg is not there; is this Debian?"
    # One call for all is fast enough to be made at each start.
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ') "
    missing_packages "$@"
    [ -n "$missing" ] || return 0

    say "次の Debian パッケージがまだありません。" "These Debian packages are not here yet:"
    printf '%s' "$reasons"
    if [ "$(id -u)" -ne 0 ]; then
        sudo=''
        command -v sudo >/dev/null 2>&1 && sudo='sudo '
        say "管理者(root)として次の1行を実行し、その後もう一度お試しください。" \
            "As root, run this one line, then try again:"
        # One line to copy; as root without sudo it is run inside `su -c`.
        if [ -n "$sudo" ]; then
            printf '\n  sudo sh -c "apt-get update && apt-get install -y --no-install-recommends%s"\n\n' "$missing"
        else
            printf '\n  su -c "apt-get update && apt-get install -y --no-install-recommends%s"\n\n' "$missing"
        fi
        exit 1
    fi
    install_packages "$missing"
    missing_packages_after "$@"
}

missing_packages_after() {
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ') "
    missing_packages "$@"
    [ -z "$missing" ] || die "まだ揃っていません:$missing" "Still not there:$missing"
}

# Newly installed services (nginx, PostgreSQL) must not start by themselves: we run our own,
# and a machine that had none before must not open port 80 because somebody tried ./run.
install_packages() {
    log=$(mktemp "${TMPDIR:-/tmp}/sekimori-apt.XXXXXX") || die "一時ファイルを作れません。" "Cannot make a temporary file."
    policy=/usr/sbin/policy-rc.d
    made_policy=''
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy && made_policy=1
        trap 'rm -f '$policy 0
        trap 'rm -f '$policy'; exit 130' INT TERM HUP
    fi
    new_services=''
    for service in nginx postgresql; do
        package_installed $service || new_services="$new_services $service"
    done
    result=0
    # shellcheck disable=SC2086 # the names are meant to be split
    apt_install $1 || result=$?
    if [ -n "$made_policy" ]; then
        rm -f $policy
        trap - 0 INT TERM HUP
    fi
    if [ $result -ne 0 ]; then
        tail -n 20 "$log" >&2
        die "パッケージを入れられませんでした（全記録: $log）。ネットワークと /etc/apt を御確認ください。" \
            "The packages could not be installed (full log: $log). Please check the network and /etc/apt."
    fi
    rm -f "$log"
    [ -d /run/systemd/system ] || return 0
    for service in $new_services; do
        if package_installed "$service"; then
            systemctl disable --quiet "$service" >/dev/null 2>&1 || :
        fi
    done
}

apt_install() {
    if lists_stale; then
        say "パッケージの一覧を取得しています…" "Fetching the lists of packages ..."
        apt-get -q update >>"$log" 2>&1 || return 1
    fi
    say "入れています（初回は数分かかります）…" "Installing (a few minutes the first time) ..."
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@" >>"$log" 2>&1 && return 0
    # Lists older than the mirror give 404: once more with fresh ones.
    apt-get -q update >>"$log" 2>&1 || return 1
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@" >>"$log" 2>&1
}

# drop_root "$0" "$@": somebody's checkout under sudo: once the packages are in, go on as that
# somebody, so that the folder holds no files of root. A checkout of root's own stays root's.
drop_root() {
    [ "$(id -u)" -eq 0 ] || return 0
    owner=$(stat -c %u "$ROOT") group=$(stat -c %g "$ROOT")
    [ "$owner" -ne 0 ] || return 0
    groups=--init-groups
    getent passwd "$owner" >/dev/null || groups=--clear-groups
    setpriv --reuid "$owner" --regid "$group" $groups -- test -w "$ROOT/run" 2>/dev/null || return 0
    home=$(getent passwd "$owner" | cut -d: -f6)
    HOME=${home:-/nonexistent} exec setpriv --reuid "$owner" --regid "$group" $groups -- "$@"
}

# take_lock: one front door at a time builds and starts here. Descriptor 9 is the lock; whatever
# stays in the background must be started with 9>&-.
take_lock() {
    need_folder "$BUILD"
    exec 9>"$BUILD/.lock"
    flock -n 9 && return 0
    say "別の ./run か ./test の終わりを待っています…" "Waiting for another ./run or ./test to finish ..."
    flock -w 1200 9 || die "待ちきれませんでした。" "Waited too long."
}

# --- the build ------------------------------------------------------------------------------

# need_room FOLDER MIB: a clear word before a full disk gives an unclear one.
need_room() {
    free=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
    [ -n "$free" ] && [ "$free" -lt "$2" ] || return 0
    die "空き容量が足りません: $1 に $2 MiB 必要ですが、$free MiB しかありません。" \
        "The disk is too full: $1 needs $2 MiB and has $free MiB."
}

# need_folder FOLDER: exists afterwards and can be written.
need_folder() {
    mkdir -p "$1" 2>/dev/null && [ -w "$1" ] && return 0
    die "フォルダーに書き込めません: $1 （権限、読み取り専用、容量を御確認ください）" \
        "Cannot write into the folder $1 (permissions, read-only disk, or a full one?)"
}

# jobs: as many compilers at once as there are processors.
jobs() { nproc 2>/dev/null || echo 2; }

# build DIR LABEL TARGETS SETUP-OPTIONS...: (TARGETS may be several words). Leaves the log in
# DIR.log. A folder set up half-way, from another place, with another meson or other options is
# made anew; a good one only builds what changed.
build() {
    dir=$1 label=$2 targets=$3
    shift 3
    need_folder "$(dirname "$dir")"
    stamp="$ROOT $*"
    if [ ! -f "$dir/build.ninja" ] || [ ! -f "$dir/meson-private/coredata.dat" ] ||
        [ "$(cat "$dir/.door" 2>/dev/null)" != "$stamp" ]; then
        setup_build "$@"
    fi
    if compile_build; then return 0; fi
    # Remains of an interrupted set-up show themselves only now; real errors come back the same.
    if grep -qE 'build\.ninja|coredata|meson.*(ERROR|incompatible)|ninja: error' "$dir.log"; then
        setup_build "$@"
        compile_build && return 0
    fi
    build_failed
}

setup_build() {
    case $dir in
    */build/*) rm -rf "$dir" ;;
    *) [ ! -e "$dir" ] || [ -d "$dir/meson-private" ] || [ -z "$(ls -A "$dir" 2>/dev/null)" ] ||
        die "$dir は関守のビルド用フォルダーではありません。" "$dir is not a build folder of Sekimori." && rm -rf "$dir" ;;
    esac
    need_room "$(dirname "$dir")" 300
    progress "$(text "準備: $label" "setting up: $label")"
    if ! meson setup "$@" "$dir" "$ROOT" >"$dir.log" 2>&1; then build_failed; fi
    printf '%s' "$stamp" >"$dir/.door"
}

# Runs ninja with a progress line on a terminal, quiet otherwise.
compile_build() {
    rm -f "$dir.rc"
    # shellcheck disable=SC2086 # targets are words
    if [ -t 1 ]; then
        { NINJA_STATUS='[%f/%t] ' ninja -C "$dir" -j "$(jobs)" $targets 2>&1; echo $? >"$dir.rc"; } |
            tee "$dir.log" | while IFS= read -r line; do
            case $line in
            '['*']'*) progress "$(text "ビルド" "building"): $label ${line%%]*}]" ;;
            esac
        done
    else
        NINJA_STATUS='[%f/%t] ' ninja -C "$dir" -j "$(jobs)" $targets >"$dir.log" 2>&1
        echo $? >"$dir.rc"
    fi
    progress ''
    result=$(cat "$dir.rc")
    rm -f "$dir.rc"
    [ "$result" = 0 ]
}

# One line that is written over; nothing where there is no terminal.
progress() {
    [ -t 1 ] || return 0
    printf '\r\033[K%s' "$1"
}

build_failed() {
    progress ''
    {
        grep -nE 'FAILED|error:|ERROR|undefined reference' "$dir.log" | head -n 15
        echo '...'
        tail -n 15 "$dir.log"
    } >&2
    die "ビルドできませんでした: $label （全記録: $dir.log）" \
        "The build failed: $label (full log: $dir.log)"
}

# build_release TARGETS: what people run. ./test asks for the test programs as well; nothing is
# compiled twice for that.
build_release() {
    tests=false
    [ "$1" = programs ] || tests=true
    # Once test programs were wanted here they stay, or the two would undo each other's work.
    case "$(cat "$BUILD/release/.door" 2>/dev/null)" in *-Dtests=true*) tests=true ;; esac
    if [ $tests = true ] && [ -f "$BUILD/release/.door" ] &&
        ! grep -q -- -Dtests=true "$BUILD/release/.door"; then
        meson configure "$BUILD/release" -Dtests=true >/dev/null 2>&1 &&
            sed -i 's/-Dtests=false/-Dtests=true/' "$BUILD/release/.door"
    fi
    build "$BUILD/release" release "$1" --buildtype=release -Doptimization=2 -Dtests=$tests
}
