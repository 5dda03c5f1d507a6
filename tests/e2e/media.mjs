// SPDX-License-Identifier: Apache-2.0
// media.mjs: the office's commonest story in the browser: a manager enters a USB stick into the
// book, an employee asks to take it out, the manager decides, book and paper show it.
import { accessible, done, fits, ok, openBrowser, openFace, shot } from './house.mjs';

const PASSWORD = 'takai-yama-ni-noboru-77-kagami';
const EMPLOYEE = '000001';
const MANAGER = '000002';
const office = await openFace();
const browser = await openBrowser();
const page = await browser.context.newPage();
const problems = [];
page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) problems.push(m.text()); });
page.on('pageerror', (e) => problems.push(String(e)));
page.on('response', (r) => { if (r.status() >= 500) problems.push(`${r.status()} ${r.url()}`); });

async function look(name) {
  for (const [width, device] of [[375, 'phone'], [1280, 'desk']]) {
    await page.setViewportSize({ width, height: 900 });
    await fits(page, `${name} (${device})`);
    await shot(page, `${name}-${device}`);
  }
  await accessible(page, name);
}

async function signIn(number) {
  await browser.context.clearCookies();
  await page.goto(`${office.url}/sign-in`);
  await page.locator('#number').fill(number);
  await page.locator('#password').fill(PASSWORD);
  await page.locator('button.primary').click();
}

async function register(number, place) {
  await page.goto(`${office.url}/apply/media-register`);
  await page.getByLabel('管理する課等').selectOption({ label: '情報政策課' });
  await page.getByLabel('管理番号').fill(number);
  await page.getByLabel('USBメモリ').check();
  await page.getByLabel('配置箇所').fill(place);
  await page.getByRole('button', { name: 'この内容で提出する' }).click();
}

try {
  await signIn(MANAGER);
  await register('D-2026-014', '情報政策課 鍵付きキャビネット2段目');
  ok(/\/matters\/\d+\?done=opened/.test(page.url()), 'the manager enters a stick into the book', page.url());
  await register('D-2026-015', '情報政策課 鍵付きキャビネット2段目');

  await signIn(EMPLOYEE);
  await page.goto(`${office.url}/apply`);
  await look('apply-ja');
  await page.getByRole('link', { name: '外部記録媒体の持ち出し' }).click();
  await look('take-out-ja');
  await page.getByRole('button', { name: 'この内容で提出する' }).click();
  ok(await page.getByRole('alert').isVisible(), 'an empty form comes back with a summary');
  await look('take-out-faults-ja');
  await page.getByLabel('D-2026-014').check();
  await page.getByLabel('庁舎の外').check();
  await page.getByLabel('当たらない').check();
  await page.getByLabel('理由').fill('出先機関の職員研修で資料を配布するため。\n会場には回線がない。');
  await page.getByRole('button', { name: 'この内容で提出する' }).click();
  ok((await page.getByLabel('理由').inputValue()).startsWith('出先機関'), 'what was entered is kept');
  ok(await page.getByLabel('D-2026-014').isChecked(), 'what was chosen is kept');
  await page.getByLabel('記録されている内容').fill('研修資料（個人情報なし）');
  await page.getByLabel('持ち出し先').fill('釧路総合振興局');
  await page.getByLabel('持ち出す日時').fill('2027-01-12T09:00');
  await page.getByLabel('戻す日時').fill('2027-01-13T17:00');
  await page.getByRole('button', { name: 'この内容で提出する' }).click();
  ok(/\/matters\/\d+\?done=opened/.test(page.url()), 'a whole form opens a matter', page.url());
  const matter = page.url().split('?')[0];
  await look('matter-applied-ja');
  await page.goto(`${office.url}/matters`);
  await look('matters-ja');

  await signIn(MANAGER);
  await look('inbox-manager-ja');
  await page.getByRole('link', { name: '外部記録媒体の持ち出し' }).first().click();
  await look('matter-to-decide-ja');
  await page.getByRole('button', { name: '許可', exact: false }).first().click();
  ok(page.url().includes('done=acted'), 'the manager decides', page.url());
  await look('matter-granted-ja');
  await page.getByRole('link', { name: '外部記録媒体持出許可書' }).click();
  await look('paper-ja');
  await page.emulateMedia({ media: 'print' });
  await shot(page, 'paper-ja-print');
  await page.emulateMedia({ media: 'screen' });

  await page.goto(`${office.url}/books`);
  await look('books-ja');
  await page.getByRole('link', { name: '外部記録媒体管理簿' }).first().click();
  await look('book-ja');
  await page.getByRole('link', { name: 'D-2026-014' }).click();
  await look('entry-ja');

  await page.goto(`${office.url}/people`);
  await look('people-ja');
  await page.getByRole('link', { name: '髙橋 健一郎' }).click();
  await look('person-ja');
  await page.goto(`${office.url}/units`);
  await look('units-ja');

  await signIn(EMPLOYEE);
  await page.getByRole('button', { name: 'English' }).click();
  await page.goto(matter);
  await look('matter-granted-en');
  await page.goto(`${office.url}/apply/media-take-out`);
  await look('take-out-en');
  await page.goto(`${office.url}/inbox`);
  await look('inbox-employee-en');
  ok(problems.length === 0, 'nothing to complain of', problems.join('\n'));
} catch (e) {
  await shot(page, 'failed');
  ok(false, 'the story goes on to its end', `${e}\n${problems.join('\n')}`);
} finally {
  await browser.close();
  await office.close();
}
done();
