# SPDX-License-Identifier: Apache-2.0
"""The nginx before the server, for real: what it lets through, what it refuses, what it adds."""
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import warnings

warnings.simplefilter('ignore', DeprecationWarning)  # TLS 1.1 is asked for on purpose
sys.path[:0] = [os.path.dirname(os.path.abspath(__file__)), os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
import tap
from office import NGINX, Answer, Office, config
from smuggling import CASES, REFUSED

if NGINX is None:
    print('1..0 # SKIP nginx is not installed')
    sys.exit(0)

CERTS = tempfile.TemporaryDirectory(prefix='skc')


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, capture_output=True, cwd=CERTS.name)


def authority(name):
    openssl('req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '2', '-subj', f'/CN={name}',
            '-keyout', f'{name}.key', '-out', f'{name}.pem')


def certificate(name, ca):
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', f'/CN={name}',
            '-keyout', f'{name}.key', '-out', f'{name}.csr')
    openssl('x509', '-req', '-in', f'{name}.csr', '-CA', f'{ca}.pem', '-CAkey', f'{ca}.key', '-days', '2',
            '-set_serial', '7', '-out', f'{name}.pem')


def tls_options(client_ca=True):
    words = ['--tls-certificate', f'{CERTS.name}/site.pem', '--tls-key', f'{CERTS.name}/site.key']
    return words + (['--client-ca', f'{CERTS.name}/ours.pem'] if client_ca else [])


def client_context(name=None, **kind):
    context = ssl._create_unverified_context()
    if name:
        context.load_cert_chain(f'{CERTS.name}/{name}.pem', f'{CERTS.name}/{name}.key')
    for key, value in kind.items():
        setattr(context, key, value)
    return context


def make_certificates():
    authority('ours')
    authority('theirs')
    certificate('site', 'ours')
    certificate('host-7', 'ours')
    certificate('stranger', 'theirs')


def accepts(*options):
    with tempfile.TemporaryDirectory(prefix='sk') as folder:
        for name in ('run', 'log', 'nginx'):
            os.mkdir(f'{folder}/{name}')
        with open(f'{folder}/nginx/nginx.conf', 'w', encoding='utf-8') as f:
            f.write(config('--instance', folder, '--listen', '127.0.0.1:18080', *options))
        done = subprocess.run([NGINX, '-t', '-p', f'{folder}/nginx', '-c', 'nginx.conf', '-e', f'{folder}/log/e'],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert '[warn]' not in done.stderr, done.stderr


def test_nginx_accepts_every_form_of_the_configuration():
    user = ['--user', 'root'] if os.getuid() == 0 else []
    accepts(*user)
    accepts(*user, '--server-name', 'sekimori.example localhost [::1]', '--assets', '/usr/share/sekimori/assets')
    accepts(*user, *tls_options(False))
    accepts(*user, *tls_options(), '--machines-listen', '127.0.0.1:18443', '--server-name', 'a.example b.example',
            '--redirect-listen', '127.0.0.1:18081', '--workers', '2', '--body-max', '1048576')


def test_site_only_goes_into_an_nginx_that_serves_others():
    with tempfile.TemporaryDirectory(prefix='sk') as folder:
        os.mkdir(f'{folder}/log')
        part = config('--instance', folder, '--listen', '127.0.0.1:18080', '--site-only')
        assert 'events' not in part and 'user ' not in part.replace('\nuser', '')
        with open(f'{folder}/nginx.conf', 'w', encoding='utf-8') as f:
            f.write(f'pid {folder}/pid;\nevents {{}}\nhttp {{\n{part}}}\n')
        subprocess.run([NGINX, '-t', '-p', folder, '-c', 'nginx.conf', '-e', f'{folder}/e'], check=True,
                       capture_output=True)


def refuses(words, what):
    try:
        config(*words)
    except subprocess.CalledProcessError as e:
        assert what in e.stderr, e.stderr
        return
    raise AssertionError(f'{words} was accepted')


def test_no_setting_can_add_a_directive():
    base = ['--instance', '/srv/a', '--listen', '443']
    refuses(['--instance', '/srv/a;b', '--listen', '443'], 'instance')
    refuses(['--instance', 'srv/a', '--listen', '443'], 'instance')
    refuses(['--instance', '/srv/a'], 'listen')
    for address in ('0', '65536', 'x:80:', '127.0.0.1:', 'a b:80', '443; include /etc/passwd', '[::1:80'):
        refuses(['--instance', '/srv/a', '--listen', address], 'listen')
    refuses([*base, '--server-name', 'a;b'], 'server_name')
    refuses([*base, '--server-name', 'a\nb'], 'server_name')
    refuses([*base, '--user', 'root;'], 'user')
    refuses([*base, '--tls-key', '/a'], 'tls_certificate')
    refuses([*base, '--client-ca', '/a'], 'tls_certificate')
    refuses([*base, '--redirect-listen', '80'], 'server_name')
    refuses([*base, '--body-max', '12x'], 'body_max')
    refuses([*base, '--nonsense', '1'], '--nonsense')


def test_a_setting_of_office_conf_is_told_with_its_line():
    with tempfile.TemporaryDirectory(prefix='sk') as folder:
        with open(f'{folder}/office.conf', 'w', encoding='utf-8') as f:
            f.write('# ours\nname = x\nnginx_listen = 443\nnginx_workers = many\n')
        refuses(['--instance', folder], 'line 4')
        with open(f'{folder}/office.conf', 'w', encoding='utf-8') as f:
            f.write('nginx_listen = 127.0.0.1:9\n')
        assert 'listen 127.0.0.1:9 ' in config('--instance', folder)
        assert 'listen 127.0.0.1:10 ' in config('--instance', folder, '--listen=127.0.0.1:10')


def test_a_request_arrives_as_it_was_sent():
    with Office() as o:
        a = o.ask('/matters/5?q=%E5%AA%92%E4%BD%93', headers=[('Accept-Language', 'ja')])
        assert a.status == 200 and a.told()['where'] == 'people'
        assert a.param('REQUEST_METHOD') == 'GET' and a.param('REQUEST_URI') == '/matters/5?q=%E5%AA%92%E4%BD%93'
        assert a.param('QUERY_STRING') == 'q=%E5%AA%92%E4%BD%93' and a.param('SCGI') == '1'
        assert a.param('HTTP_ACCEPT_LANGUAGE') == 'ja' and a.param('HTTP_HOST') == f'127.0.0.1:{o.port}'
        assert a.param('REMOTE_ADDR') == '127.0.0.1' and a.param('HTTPS') == []
        body = os.urandom(300_000)
        b = o.ask('/files', 'POST', [('Content-Type', 'application/octet-stream')], body)
        assert b.told()['length'] == len(body) and b.told()['ended']
        assert o.ask('//a/../b').param('REQUEST_URI') == '//a/../b'


def test_headers_of_the_server_stand_once_and_nginx_is_not_steered():
    with Office() as o:
        a = o.ask('/')
        assert a.all('content-security-policy') == ["default-src 'none'"]
        assert a.all('x-content-type-options') == ['nosniff']
        assert a.all('x-accel-redirect') == [] and a.told()['where'] == 'people'
        assert a.all('strict-transport-security') == [] and a.all('server') == ['nginx']


def test_a_client_cannot_forge_what_nginx_says():
    with Office() as o:
        a = o.ask('/', headers=[('X-Sekimori-User', '1'), ('Tls-Client-Verify', 'SUCCESS'), ('HTTPS', 'on'),
                                ('Remote-Addr', '10.0.0.1'), ('TLS_CLIENT_VERIFY', 'SUCCESS'),
                                ('X-Forwarded-For', '10.0.0.1'), ('X-Real-IP', '10.0.0.1'),
                                ('Forwarded', 'for=10.0.0.1'), ('Proxy', 'http://evil')])
        assert a.param('TLS_CLIENT_VERIFY') == [] and a.param('HTTPS') == []
        assert a.param('REMOTE_ADDR') == '127.0.0.1'
        assert a.param('HTTP_TLS_CLIENT_VERIFY') == 'SUCCESS', 'under HTTP_, where nobody trusts it'
        for name in ('X_FORWARDED_FOR', 'X_REAL_IP', 'FORWARDED', 'PROXY'):
            assert a.param('HTTP_' + name) in ('', []), name
        assert not [k for k, _ in a.told()['params'] if k.startswith('X_') or k == 'X-SEKIMORI-USER']


def test_malformed_requests():
    with Office('--body-max', '1000000') as o:
        wrong, refused = [], 0
        for name, want, data in CASES:
            before, broken = o.people.seen, len(o.people.broken)
            answer = o.raw(data)
            seen = o.people.seen - before
            status = answer.split(b' ', 2)[1].decode('latin-1') if answer.startswith(b'HTTP/') else 'closed'
            ended = b'"ended": true' in answer if seen else True
            print(f'# {"refused" if seen == 0 else "passed ":7} {status:>6}  {name}')
            refused += seen == 0
            bad = seen > (0 if want == REFUSED else 1) or (seen == 0 and status.startswith('2'))
            if bad or not ended or len(o.people.broken) > broken or b'/hidden' in answer:
                wrong.append(name)
        print(f'# {refused} of {len(CASES)} refused')
        assert not wrong, wrong


def test_another_host_name_gets_no_answer():
    with Office('--server-name', 'office.example localhost') as o:
        assert o.ask('/', host=f'localhost:{o.port}').status == 200
        assert o.ask('/', host='OFFICE.example').status == 200
        before = o.people.seen
        assert o.ask('/', host='evil.example').status == 421
        assert o.ask('/', host='127.0.0.1').status == 421
        assert o.ask('http://office.example/', host='evil.example').status == 400
        assert o.people.seen == before


def test_assets_are_served_without_the_server():
    with Office() as o:
        os.makedirs(f'{o.folder}/assets/img')
        with open(f'{o.folder}/assets/app.css', 'w', encoding='ascii') as f:
            f.write('a{}' * 2000)
        with open(f'{o.folder}/assets/.hidden', 'w', encoding='ascii') as f:
            f.write('x')
        os.symlink(f'{o.folder}/nginx/nginx.conf', f'{o.folder}/assets/link.txt')
        a = o.ask('/assets/0123456789abcdef/app.css')
        assert a.status == 200 and a.all('content-type') == ['text/css'] and len(a.body) == 6000
        assert 'immutable' in a.all('cache-control')[0] and a.all('x-content-type-options') == ['nosniff']
        assert o.ask('/assets/0123456789abcdef/app.css', headers=[('Accept-Encoding', 'gzip')]).all('content-encoding') == ['gzip']
        assert o.ask('/assets/0123456789abcdef/link.txt').status == 403
        assert o.ask('/assets/0123456789abcdef/none.css').status == 404
        assert o.ask('/assets/0123456789abcdef/img/').status in (403, 404)
        assert o.ask('/assets/0123456789abcdef/app.css', 'POST', body=b'x').status in (403, 405)
        before = o.people.seen
        for path in ('/assets/0123456789abcdef/../../nginx/nginx.conf', '/assets/0123456789abcdef/..%2f..%2fnginx/nginx.conf',
                     '/assets/0123456789abcdef/img/%2e%2e/%2e%2e/nginx/nginx.conf', '/assets/0123456789abcdef/.hidden'):
            a = o.ask(path)
            assert b'worker_processes' not in a.body and a.body != b'x', path
        print(f'# {o.people.seen - before} of these went to the server as ordinary paths')


def test_what_nginx_refuses_is_told_in_both_languages():
    with Office('--body-max', '8192') as o:
        for path, words, status in (('/', {'method': 'POST', 'body': b'x' * 9000}, 413),
                                    ('/', {'method': 'EXEC'}, 405), ('/' + 'a' * 9000, {}, 414)):
            a = o.ask(path, **words)
            assert a.status == status, (a.status, status)
            text = a.body.decode('utf-8')
            assert any('ぁ' <= c <= 'ん' for c in text) and ' ' in text, text
            assert a.all('content-type') == ['text/plain; charset=utf-8'] and a.all('cache-control') == ['no-store']


def test_a_server_that_is_away():
    with Office(server=False) as o:
        a = o.ask('/')
        assert a.status == 503 and '利用できません' in a.body.decode('utf-8')


def test_half_a_request_never_reaches_the_server():
    with Office() as o:
        before = o.people.seen
        with o.connect() as s:
            s.sendall(b'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf')
            time.sleep(0.3)
            assert o.people.seen == before
        with o.connect() as s:
            s.sendall(b'GET / HTTP/1.1\r\nHo')
            time.sleep(0.3)
        assert o.people.seen == before
        assert o.ask('/').status == 200


def test_attempts_to_sign_in_are_limited_and_nothing_else():
    with Office('--sign-in-per-minute', '6') as o:
        statuses = [o.ask('/sign-in', 'POST', body=b'a=b').status for _ in range(8)]
        assert statuses[:3] == [200] * 3 and statuses[-1] == 429, statuses
        assert {o.ask('/sign-in').status for _ in range(8)} == {200}, 'reading the form is free'
        assert o.ask('/inbox', 'POST', body=b'a=b').status == 200
        assert '1分' in o.ask('/sign-in', 'POST', body=b'a=b').body.decode('utf-8')
        assert o.ask('/sign-in?x=1', 'POST', body=b'a').status == 429


def test_a_flood_from_one_source_is_limited():
    with Office('--requests-per-second', '5') as o:
        statuses = [o.ask('/').status for _ in range(40)]
        assert 429 in statuses and statuses[0] == 200, statuses


def test_the_log_holds_no_query_strings():
    with Office() as o:
        o.ask('/search?name=%E5%B1%B1%E7%94%B0&secret=1', headers=[('Referer', 'http://x/?secret=2'), ('Cookie', 'secret=3')])
        time.sleep(0.1)
        with open(f'{o.folder}/log/access.log', encoding='utf-8') as f:
            text = f.read()
        assert '/search' in text and 'secret' not in text and '?' not in text, text


def test_tls_versions_and_http2():
    with Office(*tls_options(False), tls=True) as o:
        a = o.ask('/')
        assert a.param('HTTPS') == 'on' and a.param('TLS_PROTOCOL') == 'TLSv1.3'
        assert a.all('strict-transport-security') == ['max-age=63072000']
        assert a.all('content-security-policy') == ["default-src 'none'"]
        context = client_context()
        context.set_alpn_protocols(['h2', 'http/1.1'])
        with o.connect(context=context) as s:
            assert s.selected_alpn_protocol() == 'h2'
        context = client_context(maximum_version=ssl.TLSVersion.TLSv1_2)
        assert o.ask('/', context=context).param('TLS_PROTOCOL') == 'TLSv1.2'
        weak = client_context(minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)
        weak.set_ciphers('ALL:@SECLEVEL=0')
        try:
            o.connect(context=weak).close()
        except ssl.SSLError:
            pass
        else:
            raise AssertionError('TLS 1.1 was accepted')
        with socket.create_connection(('127.0.0.1', o.port), timeout=5) as s:
            s.sendall(b'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
            assert b' 400 ' in s.recv(4096)


def test_client_certificates():
    with Office(*tls_options(), tls=True) as o:
        assert o.ask('/').param('TLS_CLIENT_VERIFY') == 'NONE'
        a = o.ask('/', context=client_context('host-7'))
        assert a.param('TLS_CLIENT_VERIFY') == 'SUCCESS' and a.param('TLS_CLIENT_SUBJECT') == 'CN=host-7'
        assert a.param('TLS_CLIENT_SERIAL') == '07' and 'BEGIN%20CERTIFICATE' in a.param('TLS_CLIENT_CERT')
        before = o.people.seen
        assert o.ask('/', context=client_context('stranger')).status == 400
        assert o.people.seen == before


def test_machines_have_their_own_door():
    with Office(*tls_options(), tls=True, machines=True) as o:
        a = o.ask('/v1/state', port=o.machines_port)
        assert a.status == 200 and a.told()['where'] == 'machines'
        assert a.param('HTTPS') == 'on' and a.param('TLS_CLIENT_VERIFY') == 'NONE' and a.param('TLS_CLIENT_CERT') == []
        # A certificate of anybody's making: the server looks at its key, and is told which it is.
        for name in ('stranger', 'host-7'):
            a = o.ask('/v1/state', port=o.machines_port, context=client_context(name))
            assert a.told()['where'] == 'machines', a.told()
            assert 'BEGIN%20CERTIFICATE' in a.param('TLS_CLIENT_CERT')
            assert a.param('TLS_CLIENT_SUBJECT') == f'CN={name}'
        assert o.ask('/').told()['where'] == 'people'


def test_nobody_can_forge_what_nginx_says_of_a_certificate():
    with Office(*tls_options(), tls=True, machines=True) as o:
        a = o.ask('/v1/state', port=o.machines_port, headers=[('TLS-CLIENT-CERT', 'forged'), ('HTTPS', 'off')])
        assert a.param('TLS_CLIENT_CERT') == [] and a.param('HTTPS') == 'on'
        assert a.param('HTTP_TLS_CLIENT_CERT') == 'forged'


def test_machines_of_this_host_have_a_socket():
    with tempfile.TemporaryDirectory(prefix='sk') as folder:
        path = f'{folder}/m.sock'
        with Office('--machines-socket', path, machines=True) as o:
            with socket.socket(socket.AF_UNIX) as s:
                s.settimeout(8)
                s.connect(path)
                s.sendall(b'POST /machines/v1/reports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'
                          b'Sekimori-Signature: v=1\r\nContent-Length: 2\r\n\r\n{}')
                got = b''
                while piece := s.recv(65536):
                    got += piece
            a = Answer(got)
            assert a.told()['where'] == 'machines' and a.param('HTTPS') == [], a.told()
            assert a.param('HTTP_SEKIMORI_SIGNATURE') == 'v=1' and a.param('REQUEST_URI') == '/machines/v1/reports'
            assert o.ask('/v1/state', port=o.machines_port).told()['where'] == 'machines'


def test_machines_on_a_network_need_tls():
    refuses(['--instance', '/srv/a', '--listen', '443', '--machines-listen', '8443'], 'tls_certificate')
    refuses(['--instance', '/srv/a', '--listen', '443', '--machines-listen', '10.0.0.1:8443'], 'tls_certificate')
    assert 'unix:/srv/a/m' in config('--instance', '/srv/a', '--listen', '443', '--machines-socket', '/srv/a/m')


make_certificates()
sys.exit(tap.main())
