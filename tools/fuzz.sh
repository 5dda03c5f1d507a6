#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tools/fuzz.sh BUILDDIR [SECONDS] [TARGET...]: builds the fuzz targets with clang and libFuzzer and
# runs each for SECONDS (default 30) on its corpus. `ninja fuzz` calls it. What it finds is left in
# BUILDDIR/fuzz.found/; new inputs that reach new code are kept in BUILDDIR/fuzz.corpus/.
set -u
ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
BUILD=$(cd "$1" && pwd -P) || exit 2
seconds=${2:-${SECONDS_EACH:-30}}
shift
[ $# -eq 0 ] || shift
command -v clang >/dev/null || { echo 'SKIPPED fuzz (clang is not installed)' && exit 0; }

dir=$BUILD/fuzz.build
if [ ! -f "$dir/build.ninja" ]; then
    CC=clang meson setup "$dir" "$ROOT" -Dfuzz=true -Dtests=false -Db_lundef=false \
        -Db_sanitize=address,undefined -Dc_args=-fsanitize=fuzzer-no-link >"$BUILD/fuzz.log" 2>&1 ||
        { tail -n 20 "$BUILD/fuzz.log" && exit 1; }
fi
ninja -C "$dir" >"$BUILD/fuzz.log" 2>&1 || { grep -E -A5 'FAILED|error' "$BUILD/fuzz.log" | head -n 40 && exit 1; }

mkdir -p "$BUILD/fuzz.found"
failed=0
for program in "$dir"/fuzz/fuzz_*; do
    if [ ! -f "$program" ] || [ ! -x "$program" ]; then continue; fi
    name=${program##*/fuzz_}
    case " $* " in '  ' | *" $name "*) ;; *) continue ;; esac
    mkdir -p "$BUILD/fuzz.corpus/$name"
    if UBSAN_OPTIONS=halt_on_error=1 "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -artifact_prefix="$BUILD/fuzz.found/$name-" -print_final_stats=1 \
        "$BUILD/fuzz.corpus/$name" "$ROOT/fuzz/corpus/$name" >"$BUILD/fuzz.found/$name.log" 2>&1; then
        echo "ok      $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$BUILD/fuzz.found/$name.log") runs"
    else
        failed=$((failed + 1))
        echo "FAILED  $name (log: $BUILD/fuzz.found/$name.log)"
        grep -E 'ERROR|runtime error|SUMMARY|Test unit written' "$BUILD/fuzz.found/$name.log" | head -n 8
    fi
done
[ $failed -eq 0 ]
