// SPDX-License-Identifier: Apache-2.0
// sample.mjs: the sample office with all three programs and nginx, in a temporary folder.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, skipAll } from './house.mjs';

const build = path.resolve(process.env.SEKIMORI_BUILD ?? 'build');
export const program = (name) => path.join(build, 'src/programs', name);
if (!existsSync(program('sekimori-signer'))) skipAll('the programs are not built');
const root = mkdtempSync(path.join(os.tmpdir(), 'sk-sample-'));
export const instance = path.join(root, 'office');
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

export async function openSample() {
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

export async function closeSample() {
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

// "number  password  who", a line each.
export function signIns() {
  return readFileSync(path.join(instance, 'sign-ins.txt'), 'utf8').trim().split('\n').map((l) => l.split(/\s+/));
}

export async function signIn(page, url, number, password) {
  await page.context().clearCookies();
  await page.goto(`${url}/sign-in`);
  await page.locator('#number').fill(number);
  await page.locator('#password').fill(password);
  await page.locator('button.primary').click();
}
