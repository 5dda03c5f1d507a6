# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# tools/browser.sh: fetches what the browser pass needs, as locked in package-lock.json. Sourced by
# ./test; ./run needs none of it. Without a network the browser tests say SKIP themselves.

if [ -f "$ROOT/package-lock.json" ] &&
    ! cmp -s "$ROOT/package-lock.json" "$ROOT/node_modules/.locked"; then
    progress "$(text "playwright-core を取得しています" "fetching playwright-core")"
    if (cd "$ROOT" && npm ci --ignore-scripts --no-audit --no-fund) >"$BUILD/npm.log" 2>&1 9>&-; then
        cp "$ROOT/package-lock.json" "$ROOT/node_modules/.locked"
    else
        progress ''
        warn "npm から取得できないため、ブラウザーの試験は行いません（記録: $BUILD/npm.log）。" \
            "npm cannot fetch playwright-core: the browser tests will be SKIPPED (log: $BUILD/npm.log)."
    fi
    progress ''
fi
