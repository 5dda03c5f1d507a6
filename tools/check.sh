#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tools/check.sh BUILDDIR [STEP...]: what reads the code instead of running it. `ninja check` calls
# it. Steps: format house cppcheck analyzer tidy. Each leaves its log in BUILDDIR/check/.
set -u
ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
BUILD=$(cd "$1" && pwd -P) || exit 2
shift
cd "$ROOT" || exit 2
mkdir -p "$BUILD/check"
jobs=$(nproc 2>/dev/null || echo 2)

have() { command -v "$1" >/dev/null 2>&1; }

sources() {
    find src tests fuzz -name '*.[ch]' -print 2>/dev/null | sort
}

# Layout differs from one release of clang-format to the next: ours is that of Debian 12.
step_format() {
    have clang-format || return 77
    case $(clang-format --version) in *' 14.'*) ;; *) return 77 ;; esac
    sources | xargs -n 20 clang-format --dry-run -Werror
}

step_house() { python3 tests/house/test_house.py && python3 tests/house/test_docs.py; }

step_cppcheck() {
    have cppcheck || return 77
    cppcheck --enable=warning,portability --inline-suppr --quiet --error-exitcode=1 -j "$jobs" \
        --suppressions-list=tools/cppcheck.txt --project="$BUILD/compile_commands.json"
}

# gcc's own analyser, in a build of its own; what it finds are errors.
step_analyzer() {
    dir=$BUILD/check/analyzer.build
    [ -f "$dir/build.ninja" ] ||
        CC=gcc meson setup "$dir" "$ROOT" --buildtype=plain -Dtests=false -Dc_args='-fanalyzer -O1 -Wno-analyzer-too-complex' || return 1
    ninja -C "$dir" -j "$jobs" -k 0
}

step_tidy() {
    have clang-tidy || return 77
    find src -name '*.c' | sort | xargs -P "$jobs" -n 4 clang-tidy -p "$BUILD" --quiet
}

failed=0
[ $# -gt 0 ] || set -- house format cppcheck analyzer tidy
for step in "$@"; do
    log=$BUILD/check/$step.log
    "step_$step" >"$log" 2>&1
    case $? in
    0) echo "ok      $step" ;;
    77) echo "SKIPPED $step (its tool is not installed, or another version)" ;;
    *)
        failed=$((failed + 1))
        echo "FAILED  $step (log: $log)"
        grep -E 'error:|warning:|not ok|^# ' "$log" | grep -v 'warnings generated' | head -n 40
        ;;
    esac
done
[ $failed -eq 0 ]
