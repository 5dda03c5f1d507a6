// SPDX-License-Identifier: Apache-2.0
// house.mjs: what the browser tests share: an office behind a real nginx in a temporary folder,
// Debian's Chromium with a profile of its own, TAP, screenshots, accessibility findings.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

const build = process.env.SEKIMORI_BUILD ?? 'build';
const require = createRequire(path.resolve('package.json'));

let count = 0;
let failed = 0;
export function ok(good, name, detail = '') {
  count += 1;
  if (!good) {
    failed += 1;
    for (const line of String(detail).split('\n')) console.log(`# ${line}`);
  }
  console.log(`${good ? 'ok' : 'not ok'} ${count} - ${name}`);
}

export function skipAll(why) {
  console.log(`1..0 # SKIP ${why}`);
  process.exit(0);
}

export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// The made-up office of tests/unit/web/face.c behind nginx. Ends with close().
export async function openFace() {
  const program = path.join(build, 'tests/unit/web/face_server');
  if (!existsSync(program)) skipAll(`${program} is not built`);
  const server = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const instance = await new Promise((done) => {
    server.stdout.once('data', (text) => done(String(text).trim()));
  });
  const port = await freePort();
  for (const folder of ['log', 'nginx']) mkdirSync(path.join(instance, folder));
  const options = ['nginx', 'config', '--instance', instance, '--listen', `127.0.0.1:${port}`,
    '--workers', '1', '--assets', path.resolve(build, 'web/assets')];
  if (process.getuid() === 0) options.push('--user', 'root');
  writeFileSync(path.join(instance, 'nginx/nginx.conf'),
    execFileSync(path.join(build, 'src/programs/sekimori'), options));
  execFileSync('/usr/sbin/nginx', ['-p', path.join(instance, 'nginx'), '-c', 'nginx.conf',
    '-e', path.join(instance, 'log/nginx.log')]);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      process.kill(Number(readFileSync(path.join(instance, 'run/nginx.pid'), 'utf8')), 'SIGQUIT');
      server.stdin.end();
      await new Promise((done) => server.once('exit', done));
    },
  };
}

export async function openBrowser() {
  let chromium;
  try {
    ({ chromium } = require('playwright-core'));
  } catch {
    skipAll('playwright-core is not installed');
  }
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) skipAll('there is no Chromium');
  const profile = mkdtempSync(path.join(os.tmpdir(), 'sk-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    locale: 'ja-JP',
    viewport: { width: 1280, height: 900 },
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

// Screenshots go to SEKIMORI_SHOTS (README shows some of them); nowhere when it is not set.
export async function shot(page, name) {
  const folder = process.env.SEKIMORI_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

// WCAG 2.2 AA as far as a program can see. The page's policy allows no scripts of others, so axe
// runs through the browser's own channel for tools.
export async function accessible(page, name) {
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const found = result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target).join(' ')}`);
  ok(found.length === 0, `${name}: nothing in the way of anybody`, found.join('\n'));
}

// Nothing reaches beyond the window at this width.
export async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  ok(wide <= 0, `${name}: fits the window`, `${wide} pixels too wide`);
}

// What a person could not read: text pressed into a column of letters, text cut off, ids and marks
// of templates instead of words, a label in the other language (names of people and things, and
// what stands under a lang of its own, may be).
export async function readable(page, name, lang) {
  const found = await page.evaluate((lang) => {
    const bad = [];
    const own = (e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join('').trim();
    const kana = /[\u3040-\u30ff\u4e00-\u9fff]/;
    for (const e of document.body.querySelectorAll('*')) {
      const text = own(e);
      if (!text || !e.checkVisibility() || e.closest('.visually-hidden, .skip')) continue;
      const s = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      const em = parseFloat(s.fontSize);
      const what = `<${e.tagName.toLowerCase()}${e.className ? `.${e.className}` : ''}> ${text.slice(0, 60)}`;
      if (text.length > 4 && box.width < 3 * em && box.height > 4.5 * em) bad.push(`pressed: ${what}`);
      if (s.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1) bad.push(`cut off: ${what}`);
      if (/^[a-z_]+(\.[a-z_0-9]+)+$/.test(text) && !e.closest('code')) bad.push(`an id: ${what}`);
      if (/\{\{|\}\}|\{\d\}|\bundefined\b|\bNaN\b|\x1e|\x1f/.test(text)) bad.push(`no words: ${what}`);
      if (!e.matches('label, legend, button, .button, h1, h2, h3, th, dt, .help, summary, .lead, .nav a')) continue;
      if (e.closest('[lang]').lang !== lang || e.closest('.choice, .thing, .choose')) continue;
      // A quotation of what somebody entered or of a name may stand in a label.
      const bare = text.replace(/\([^)]*\)|“[^”]*”|「[^」]*」/g, '');
      if (lang === 'en' && kana.test(bare)) bad.push(`Japanese: ${what}`);
      if (lang === 'ja' && !kana.test(text) && /[a-z]{3,} [a-z]{2,}/i.test(text)) bad.push(`English: ${what}`);
    }
    return bad;
  }, lang);
  ok(found.length === 0, `${name}: everybody can read it`, found.slice(0, 12).join('\n'));
}

export function done() {
  console.log(`1..${count}`);
  process.exitCode = failed ? 1 : 0;
}
