// SPDX-License-Identifier: Apache-2.0
// every_page.mjs: every kind of page that the sample's people can reach by following links, in both
// languages: it answers, fits wide and narrow windows and 200 % zoom, can be read (no text pressed,
// cut off, untranslated or of the other language), has nothing in the way of anybody (axe-core),
// can be gone through with the keyboard, and prints.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { accessible, done, fits, ok, openBrowser, readable, shot } from './house.mjs';
import { closeSample, instance, openSample, program, signIn, signIns } from './sample.mjs';

const TEXT = process.env.SEKIMORI_STANDARD_TEXT ?? path.resolve('../shared/standard/hokkaido-2022-04-01.txt');
// How many pages of one kind are looked at (the rest are alike), and what is no page.
const OF_A_KIND = { '/matters/#': 6, '/articles/#': 5, '/apply/#': 100, '/books/#': 100 };
const NO_PAGE = /\/(receipts|files)\/|\.svg$|^\/assets\//;

const kind = (p) => p.replace(/^(\/[a-z-]+)\/[^/]+/, '$1/#').replace(/\?.*$/, '');

function wanted(href, seen, kinds) {
  const url = new URL(href, 'http://x');
  const p = url.pathname + (/(from|filter|in)=/.test(url.search) ? url.search : '');
  if (NO_PAGE.test(p) || seen.has(p)) return null;
  const k = kind(p) + (url.search ? '?' : '');
  const n = kinds.get(k) ?? 0;
  if (n >= (OF_A_KIND[k] ?? 3)) return null;
  kinds.set(k, n + 1);
  seen.add(p);
  return p;
}

const browser = await openBrowser();
const problems = [];

// The keyboard reaches every control, and one sees where one is.
async function keyboard(page, name) {
  await page.locator('body').evaluate((b) => { b.tabIndex = -1; b.focus(); });
  // Of a group of radio buttons the keyboard stops at one.
  const want = await page.locator('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary')
    .evaluateAll((all) => new Set(all.filter((e) => e.checkVisibility()).map((e) => (e.type === 'radio' ? `${e.form?.action} ${e.name}` : e))).size);
  let inside = 0;
  const blind = [];
  for (let i = 0; i < Math.min(want, 25) + 20 && inside < Math.min(want, 25); i += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      const s = getComputedStyle(e);
      // Dates have stops inside that the browser itself shows.
      const shown = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || /^date/.test(e.type ?? '');
      return { main: Boolean(e.closest('main')), shown, what: e.outerHTML.slice(0, 80) };
    });
    if (at.main) inside += 1;
    if (!at.shown) blind.push(at.what);
  }
  ok(inside >= Math.min(want, 25) || want === 0, `${name}: the keyboard reaches it all`, `${inside} of ${want}`);
  ok(blind.length === 0, `${name}: one sees where the keyboard is`, blind.join('\n'));
}

async function look(page, name, lang) {
  for (const width of [320, 640, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${name} (${lang}, ${width})`);
    await readable(page, `${name} (${lang}, ${width})`, lang);
    if (width !== 640) await shot(page, `${name.replace(/[^a-z0-9]+/gi, '_')}-${lang}-${width}`);
  }
  await accessible(page, `${name} (${lang})`);
}

async function printed(page, name) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 720, height: 1000 });
  await fits(page, `${name} on paper`);
  ok(!await page.locator('.head-side').isVisible(), `${name} on paper: no buttons of the frame`);
  ok(!await page.locator('main button, main input:not([type=hidden]):not([type=search])').filter({ visible: true }).count()
    || /^\/(apply|password|export|erasures|machines|network|standard)/.test(name), `${name} on paper: no form to fill in`);
  // Wide tables lie on their side: A4 without its margins.
  await page.setViewportSize({ width: 986, height: 640 });
  const lost = await page.locator('.scroll').evaluateAll((all) => all.map((e) => e.scrollWidth - e.clientWidth).filter((n) => n > 1));
  ok(lost.length === 0, `${name} on paper: no column is lost`, lost.join(' '));
  await page.emulateMedia({ media: 'screen' });
}

async function crawl(page, url, who, lang, once) {
  const seen = new Set();
  const kinds = new Map();
  const queue = [wanted('/', seen, kinds)];
  while (queue.length) {
    const p = queue.shift();
    const r = await page.goto(url + p);
    if (r.status() !== 200) {
      ok(false, `${who}: ${p} answers`, `status ${r.status()}`);
      continue;
    }
    for (const href of await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
      const next = wanted(href, seen, kinds);
      if (next) queue.push(next);
    }
    const mark = `${lang} ${kind(p)}`;
    const n = once.get(mark) ?? 0;
    once.set(mark, n + 1);
    if (n >= (lang === 'ja' && /^\/(apply|books)\/#/.test(kind(p)) ? 100 : 1)) continue;
    await look(page, p, lang);
    if (n === 0) {
      await keyboard(page, `${p} (${lang})`);
      await printed(page, `${p} (${lang})`);
    }
  }
  ok(seen.size > 10, `${who}: ${seen.size} pages answer (${lang})`);
}

try {
  const url = await openSample();
  if (existsSync(TEXT))
    execFileSync(program('sekimori'), ['standard', 'import', TEXT, '--effective', '2022-04-01', '--instance', instance]);
  else
    console.log('# the official text is not at hand: articles without it');
  const page = await browser.context.newPage();
  page.on('pageerror', (e) => problems.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') problems.push(m.text()); });
  const once = new Map();
  for (const [number, password] of signIns()) {
    await signIn(page, url, number, password);
    await crawl(page, url, number, 'ja', once);
  }
  const [, [number, password]] = signIns(); // the security manager
  await signIn(page, url, number, password);
  await page.getByRole('button', { name: 'English' }).click();
  await crawl(page, url, number, 'en', once);
  ok(problems.length === 0, 'the browser has nothing to complain of', problems.join('\n'));
} finally {
  await browser.close();
  await closeSample();
}
done();
