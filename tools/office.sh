# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
#
# tools/office.sh: one instance of the office as separate processes of one ordinary user:
# signer, server, nginx; their start, stop and state. Used by ./run and by tests that need a
# whole office. Installed machines use the systemd units in packaging/ instead.
#
# The folder of the instance: office.conf db/ run/ keys/ files/ nginx/ log/. Pids are in run/.

DEFAULT_PORT=8080

# office_choose DIR: sets INSTANCE (absolute) and PROGRAMS.
office_choose() {
    case $1 in
    /*) INSTANCE=$1 ;;
    *) INSTANCE=$PWD/$1 ;;
    esac
    INSTANCE=${INSTANCE%/}
    case $INSTANCE in
    *[!A-Za-z0-9/._+@~-]*) die "フォルダーの名前には英数字と ._+@~- だけを使ってください: $INSTANCE" \
        "The folder's name may hold letters, digits and ._+@~- only: $INSTANCE" ;;
    esac
    # A socket's path has 107 bytes at most (sockaddr_un).
    [ ${#INSTANCE} -le 85 ] ||
        die "フォルダーの名前が長すぎます（85文字まで）: $INSTANCE" \
            "The folder's name is too long (85 characters at most): $INSTANCE"
    PROGRAMS=$BUILD/release/src/programs
}

# office_pid NAME: prints the pid of this instance's signer, server or nginx when it runs.
# A pid file left behind by a crash may name a stranger: the command line must be ours.
office_pid() {
    pid=$(cat "$INSTANCE/run/$1.pid" 2>/dev/null) || return 1
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    line=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) || return 1
    case $1:$line in
    nginx:*nginx*" $INSTANCE/nginx"*) ;;
    signer:*sekimori-signer*" $INSTANCE "*) ;;
    server:*sekimori-server*" $INSTANCE "*) ;;
    *) return 1 ;;
    esac
    printf '%s' "$pid"
}

# Runs a program that has been built anew since?
office_outdated() {
    case $(readlink "/proc/$1/exe" 2>/dev/null) in *' (deleted)') return 0 ;; esac
    return 1
}

# office_lock: one start or stop of this office at a time. Descriptor 8, as 9 in tools/door.sh.
office_lock() {
    need_folder "$INSTANCE"
    exec 8>"$INSTANCE/.lock"
    flock -w 120 8 || die "別の ./run がこの事務所を起動または停止しています。" \
        "Another ./run is starting or stopping this office."
}

# office_port: the port of the last start, from its own note.
office_port() { cat "$INSTANCE/run/port" 2>/dev/null || printf '%s' "$DEFAULT_PORT"; }

office_status() {
    up=0
    for name in signer server nginx; do
        if pid=$(office_pid $name); then
            up=$((up + 1))
            say "  $name: 動いています (pid $pid)" "  $name: running (pid $pid)"
        else
            say "  $name: 止まっています" "  $name: stopped"
        fi
    done
    [ $up -eq 3 ] || return 1
    say "  アドレス: http://127.0.0.1:$(office_port)/" "  address: http://127.0.0.1:$(office_port)/"
}

# end_process NAME SIGNAL: asks, waits ten seconds, then insists.
end_process() {
    pid=$(office_pid "$1") || return 0
    kill "-$2" "$pid" 2>/dev/null || {
        warn "$1 (pid $pid) を止める権限がありません。" "Not allowed to stop $1 (pid $pid)."
        return 1
    }
    waited=0
    while office_pid "$1" >/dev/null; do
        [ $waited -lt 100 ] || kill -KILL "$pid" 2>/dev/null
        [ $waited -lt 120 ] || return 1
        waited=$((waited + 1))
        sleep 0.1
    done
}

# Workers of an nginx whose master was killed go on listening; they are known by our log.
end_orphans() {
    for orphan in /proc/[0-9]*; do
        [ "$(cat "$orphan/comm" 2>/dev/null)" = nginx ] || continue
        for open in "$orphan"/fd/*; do
            if [ "$(readlink "$open" 2>/dev/null)" = "$INSTANCE/log/access.log" ]; then
                kill -TERM "${orphan#/proc/}" 2>/dev/null
                any=1
                break
            fi
        done
    done
}

# In the order of a visitor: no new requests, then the server ends what it has, then the signer.
office_stop() {
    any=''
    for name in nginx server signer; do
        office_pid $name >/dev/null && any=1
        end_process $name TERM || return 1
        rm -f "$INSTANCE/run/$name.pid"
    done
    end_orphans
    if [ -n "$any" ]; then
        say "止めました。データは $INSTANCE に残っています。" "Stopped. Everything is kept in $INSTANCE."
    else
        say "動いていません。" "It was not running."
    fi
}

# office_fresh YES: deletes the sample office, and only a sample.
office_fresh() {
    if [ ! -f "$INSTANCE/sample" ]; then
        [ "$(ls -A "$INSTANCE")" = .lock ] && return 0
        die "$INSTANCE は ./run が作った見本の事務所ではないので、消しません。" \
            "$INSTANCE is not a sample office made by ./run; it is left alone."
    fi
    PORT=${PORT:-$(office_port)}
    say "見本の事務所を全部消します（データベース、台帳、鍵、記録）: $INSTANCE" \
        "This deletes the whole sample office (database, ledger, keys, logs): $INSTANCE"
    if [ -z "$1" ]; then
        [ -t 0 ] || die "端末でないため確認できません。--yes を付けてください。" \
            "There is no terminal to ask at; add --yes."
        text "よろしければ yes と入力してください: " "Type yes to go on: "
        read -r answer || answer=''
        [ "$answer" = yes ] || die "何も消していません。" "Nothing was deleted."
    fi
    office_stop >/dev/null || die "動いている事務所を止められません。" "The running office cannot be stopped."
    find "$INSTANCE" -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf {} + || die "消せませんでした: $INSTANCE" "Could not delete $INSTANCE."
}

# program NAME ARGS...: starts it in the background, free of our terminal; its pid goes to run/.
program() {
    name=$1
    shift
    # setsid does not fork here (a background job leads no group), so $! is the program itself.
    setsid "$PROGRAMS/sekimori-$name" "$@" </dev/null >>"$INSTANCE/log/$name.log" 2>&1 8>&- 9>&- &
    started=$!
    printf '%s\n' $started >"$INSTANCE/run/$name.pid"
}

# failed NAME: shows the end of its log and stops.
failed() {
    if [ "$(df -Pk "$INSTANCE" | awk 'NR == 2 { print $4 }')" -lt 1024 ]; then
        warn "ディスクがいっぱいです: $INSTANCE" "The disk is full: $INSTANCE"
    fi
    tail -n 12 "$INSTANCE/log/$1.log" >&2 2>/dev/null
    die "$1 を起動できませんでした（記録: $INSTANCE/log/$1.log）" \
        "$1 could not be started (log: $INSTANCE/log/$1.log)"
}

# start_program NAME SOCKET: unless it runs already in its present build.
start_program() {
    if pid=$(office_pid "$1"); then
        office_outdated "$pid" || return 0
        say "$1 を新しい版で起動し直します。" "Restarting $1 in its new build."
        end_process "$1" TERM || failed "$1"
    fi
    rm -f "$INSTANCE/run/$2"
    program "$1" --instance "$INSTANCE"
    python3 -IS "$ROOT/tools/ready.py" socket "$INSTANCE/run/$2" "$started" 60 || failed "$1"
}

office_start() {
    need_folder "$INSTANCE"
    for folder in run log nginx; do need_folder "$INSTANCE/$folder"; done
    need_room "$INSTANCE" 50
    chmod go-rwx "$INSTANCE" 2>/dev/null || :
    PORT=${PORT:-$(office_port)}
    office_pid nginx >/dev/null || end_orphans
    if ! office_pid nginx >/dev/null || [ "$PORT" != "$(office_port)" ]; then
        python3 -IS "$ROOT/tools/ready.py" free 127.0.0.1 "$PORT" 2 ||
            die "ポート $PORT は他のプログラムが使っています（または使う権限がありません）。./run --port N で別の番号を選んでください。" \
                "Port $PORT is taken by another program (or not allowed to us). Choose another: ./run --port N"
    fi
    office_make
    start_program signer signer.sock
    start_program server people.sock
    start_nginx
    python3 -IS "$ROOT/tools/ready.py" answers 127.0.0.1 "$PORT" 10 || failed nginx
    printf '%s\n' "$PORT" >"$INSTANCE/run/port"
}

# The sample office, once. What an interruption left half made is made anew.
office_make() {
    [ ! -f "$INSTANCE/made" ] || return 0
    if [ -f "$INSTANCE/office.conf" ]; then
        # Not ours to touch: somebody's own office, made by hand.
        [ -f "$INSTANCE/sample" ] || return 0
        for part in db files keys office.conf ledger.vkey sign-ins.txt; do rm -rf "${INSTANCE:?}/$part"; done
    fi
    say "見本の事務所を作っています…" "Making the sample office ..."
    : >"$INSTANCE/sample"
    {
        { [ -d "$INSTANCE/keys" ] || mkdir -m 700 "$INSTANCE/keys"; } &&
            "$PROGRAMS/sekimori-signer" --init --instance "$INSTANCE" --origin sakuragawa.example/office &&
            "$PROGRAMS/sekimori" init --instance "$INSTANCE" --catalogue "$ROOT/catalogue/hokkaido" \
                --name 桜川県 &&
            "$PROGRAMS/sekimori" sample --instance "$INSTANCE"
    } >>"$INSTANCE/log/init.log" 2>&1 8>&- 9>&- || failed init
    : >"$INSTANCE/made"
}

start_nginx() {
    user=''
    # Workers of a root-owned trial office can read nothing as somebody else.
    [ "$(id -u)" -ne 0 ] || user='--user root'
    # shellcheck disable=SC2086 # nothing, or two words
    "$PROGRAMS/sekimori" nginx config --instance "$INSTANCE" --listen "127.0.0.1:$PORT" $user \
        --server-name "localhost 127.0.0.1 [::1]" --assets "$BUILD/release/web/assets" >"$INSTANCE/nginx/nginx.conf.new" 2>"$INSTANCE/log/nginx.log" ||
        failed nginx
    changed=1
    if cmp -s "$INSTANCE/nginx/nginx.conf.new" "$INSTANCE/nginx/nginx.conf"; then changed=''; fi
    mv "$INSTANCE/nginx/nginx.conf.new" "$INSTANCE/nginx/nginx.conf"
    if pid=$(office_pid nginx); then
        [ -z "$changed" ] || kill -HUP "$pid"
        return 0
    fi
    nginx -p "$INSTANCE/nginx" -c nginx.conf -e "$INSTANCE/log/nginx.log" 8>&- 9>&- >/dev/null 2>&1 ||
        failed nginx
}

office_announce() {
    say "
関守が開きました:  http://127.0.0.1:$PORT/" "
Sekimori is open:  http://127.0.0.1:$PORT/"
    if [ -r "$INSTANCE/sign-ins.txt" ]; then
        say "見本のサインイン名:" "Sign-ins of the sample office:"
        sed 's/^/  /' "$INSTANCE/sign-ins.txt"
    fi
    say "止める: ./run --stop    新しく始める: ./run --fresh" \
        "Stop: ./run --stop    start anew: ./run --fresh"
}

# Ctrl-C ends what is up so far, already while it starts.
office_foreground_begin() { trap 'echo; office_stop; exit 0' INT TERM HUP; }

# Stays until Ctrl-C or until one of the three ends.
office_foreground() {
    while :; do
        for name in signer server nginx; do
            office_pid $name >/dev/null || {
                warn "$name が止まりました。" "$name has ended."
                tail -n 12 "$INSTANCE/log/$name.log" >&2
                office_stop
                exit 1
            }
        done
        sleep 1 &
        wait $!
    done
}
