// SPDX-License-Identifier: Apache-2.0
// pictures.mjs: the sample office as its people see it, with all three programs and nginx.
// SEKIMORI_SHOTS=docs/screenshots makes the pictures of the READMEs.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { done, fits, freePort, ok, openBrowser, skipAll } from './house.mjs';

const build = path.resolve(process.env.SEKIMORI_BUILD ?? 'build');
const program = (name) => path.join(build, 'src/programs', name);
if (!existsSync(program('sekimori-signer'))) skipAll('the programs are not built');
const root = mkdtempSync(path.join(os.tmpdir(), 'sk-sample-'));
const instance = path.join(root, 'office');
const running = [];

function start(name) {
  const one = spawn(program(name), ['--instance', instance], { stdio: ['ignore', 'ignore', 'inherit'] });
  running.push(one);
}

async function until(what, seconds = 30) {
  for (let i = 0; i < seconds * 10; i += 1) {
    if (existsSync(what)) return true;
    await new Promise((go) => setTimeout(go, 100));
  }
  return false;
}

async function openSample() {
  for (const folder of [instance, path.join(instance, 'keys')]) mkdirSync(folder, { mode: 0o700 });
  execFileSync(program('sekimori-signer'), ['--init', '--instance', instance, '--origin', 'sample.example/office']);
  execFileSync(program('sekimori'), ['init', '--instance', instance, '--name', '桜川県',
    '--catalogue', path.resolve('catalogue/hokkaido')]);
  execFileSync(program('sekimori'), ['sample', '--instance', instance]);
  start('sekimori-signer');
  start('sekimori-server');
  const port = await freePort();
  const options = ['nginx', 'config', '--instance', instance, '--listen', `127.0.0.1:${port}`, '--workers', '1',
    '--assets', path.join(build, 'web/assets')];
  if (process.getuid() === 0) options.push('--user', 'root');
  writeFileSync(path.join(instance, 'nginx/nginx.conf'), execFileSync(program('sekimori'), options));
  if (!await until(path.join(instance, 'run/people.sock'))) throw new Error('the server does not listen');
  execFileSync('/usr/sbin/nginx', ['-p', path.join(instance, 'nginx'), '-c', 'nginx.conf',
    '-e', path.join(instance, 'log/nginx.log')]);
  return `http://127.0.0.1:${port}`;
}

async function closeSample() {
  const pid = path.join(instance, 'run/nginx.pid');
  if (existsSync(pid)) process.kill(Number(readFileSync(pid, 'utf8')), 'SIGQUIT');
  for (const one of running.reverse()) {
    if (one.exitCode !== null || one.signalCode !== null) continue;
    const ended = new Promise((go) => one.once('exit', go));
    one.kill('SIGTERM');
    await ended;
  }
  rmSync(root, { recursive: true, force: true });
}

async function picture(page, name) {
  if (!process.env.SEKIMORI_SHOTS) return;
  mkdirSync(process.env.SEKIMORI_SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SEKIMORI_SHOTS, `${name}.png`) });
}

// "number  password  who", a line each.
function signIns() {
  return readFileSync(path.join(instance, 'sign-ins.txt'), 'utf8').trim().split('\n').map((l) => l.split(/\s+/));
}

const browser = await openBrowser();
try {
  const url = await openSample();
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1100, height: 760 });
  for (const [number, password] of signIns()) {
    await browser.context.clearCookies();
    await page.goto(`${url}/sign-in`);
    await page.locator('#number').fill(number);
    await page.locator('#password').fill(password);
    await page.locator('button.primary').click();
    ok(page.url() === `${url}/`, `${number} signs in`, page.url());
  }
  await browser.context.clearCookies();
  await page.goto(`${url}/sign-in`);
  const [, [number, password]] = signIns(); // the security manager
  await page.locator('#number').fill(number);
  await page.locator('#password').fill(password);
  await page.locator('button.primary').click();
  for (const lang of ['ja', 'en']) {
    if (lang === 'en') await page.getByRole('button', { name: 'English' }).click();
    await page.goto(`${url}/`);
    await fits(page, `the sample's home page (${lang})`);
    await picture(page, `home-${lang}`);
    await page.goto(`${url}/inbox`);
    ok(await page.locator('main a[href^="/matters/"]').count() > 0, `something waits for the security manager (${lang})`);
    await fits(page, `the sample's inbox (${lang})`);
    await picture(page, `inbox-${lang}`);
  }
} finally {
  await browser.close();
  await closeSample();
}
done();
