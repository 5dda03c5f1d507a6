// SPDX-License-Identifier: Apache-2.0
// face.mjs: sign-in and the first pages as a person sees them, in both languages, on a telephone
// and on a desk, with and without scripts.
import { accessible, done, fits, ok, openBrowser, openFace, shot } from './house.mjs';

const PASSWORD = 'takai-yama-ni-noboru-77-kagami';
const office = await openFace();
const browser = await openBrowser();
const { context } = browser;
const page = await context.newPage();
const problems = [];
// Chromium notes each answer of 4xx by itself; those are meant here.
page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) problems.push(m.text()); });
page.on('pageerror', (e) => problems.push(String(e)));

const WIDTHS = [[375, 'phone'], [1280, 'desk']];

async function look(name) {
  for (const [width, device] of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${name} (${device})`);
    await shot(page, `${name}-${device}`);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await fits(page, `${name} (320)`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await accessible(page, name);
}

async function signIn(number, password) {
  await page.goto(`${office.url}/sign-in`);
  await page.getByLabel('職員番号').fill(number);
  await page.getByLabel('パスワード').fill(password);
  await page.locator('button.primary').click();
}

try {
  await page.goto(`${office.url}/inbox`);
  ok(page.url().includes('/sign-in'), 'nobody is sent to the sign-in page');
  await look('sign-in-ja');
  await page.keyboard.press('Tab');
  ok(await page.locator('.skip').evaluate((e) => e === document.activeElement), 'the first key leads to the content');
  await signIn('000001', 'wrong');
  ok(await page.getByRole('alert').isVisible(), 'a wrong password is told');
  ok(await page.getByLabel('職員番号').inputValue() === '000001', 'the number entered is kept');
  await look('sign-in-wrong-ja');

  await signIn('000001', PASSWORD);
  ok(page.url() === `${office.url}/`, 'a right password opens the home page');
  ok(await page.getByText('𠮷田 﨑子').isVisible(), 'the name is whole');
  await look('home-ja');
  await page.goto(`${office.url}/articles/47`);
  await look('article-ja');
  await page.locator('nav.turn a[rel=next]').click();
  ok(page.url().endsWith('/articles/48'), 'one turns to the next article');
  await page.goto(`${office.url}/standard`);
  await look('standard-ja');
  await page.goto(`${office.url}/search?q=${encodeURIComponent('第１０条の２')}`);
  ok(await page.getByRole('link', { name: /第10条の2/ }).first().isVisible(), 'an article is found in wide digits');
  await look('search-ja');
  await page.goto(`${office.url}/inbox`);
  await look('inbox-ja');
  await page.goto(`${office.url}/about`);
  await look('about-ja');
  await page.goto(`${office.url}/nothing-here`);
  await look('error-ja');

  await page.goto(`${office.url}/inbox`);
  await page.getByRole('button', { name: 'English' }).click();
  ok(page.url() === `${office.url}/inbox`, 'the switch of language stays on the page');
  ok(await page.locator('html').getAttribute('lang') === 'en', 'the page is English');
  await look('inbox-en');
  await page.goto(`${office.url}/`);
  await look('home-en');
  await page.goto(`${office.url}/articles/10-2`);
  await look('article-en');
  await page.goto(`${office.url}/about`);
  await look('about-en');
  await page.goto(`${office.url}/password`);
  await page.getByLabel('Present password').fill('x');
  await page.getByLabel('New password', { exact: false }).first().fill('short');
  await page.getByLabel('New password once more').fill('short');
  await page.locator('button.primary').click();
  ok(await page.getByRole('alert').isVisible(), 'a short password is refused with a summary');
  await page.getByRole('alert').getByRole('link').click();
  ok(await page.locator('#password').evaluate((e) => e === document.activeElement), 'the summary leads to the field');
  await look('password-en');
  await page.getByRole('button', { name: 'Sign out' }).click();
  ok(page.url().includes('done=signed_out'), 'signing out says so');
  await page.getByRole('button', { name: '日本語' }).click();

  await signIn('000006', PASSWORD);
  ok(page.url() === `${office.url}/password`, 'a temporary password must be changed first');
  await look('password-forced-ja');
  ok(problems.length === 0, 'the browser has nothing to complain of', problems.join('\n'));

  const plain = await context.browser()?.newContext({ javaScriptEnabled: false });
  if (plain) {
    const quiet = await plain.newPage();
    await quiet.goto(`${office.url}/sign-in`);
    await quiet.locator('#number').fill('000002');
    await quiet.locator('#password').fill(PASSWORD);
    await quiet.locator('button.primary').click();
    ok(quiet.url() === `${office.url}/`, 'all of it works without scripts');
    await plain.close();
  }
} finally {
  await browser.close();
  await office.close();
}
done();
