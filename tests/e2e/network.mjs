// SPDX-License-Identifier: Apache-2.0
// network.mjs: the network is declared by two people, drawn, cut; what a browser shows of it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { accessible, done, fits, ok, openBrowser, openFace } from './house.mjs';
import { signIn } from './sample.mjs';

const password = 'takai-yama-ni-noboru-77-kagami';
const declaration = path.resolve('tests/unit/web/network_town.yaml');

async function picture(page, name) {
  if (!process.env.SEKIMORI_SHOTS) return;
  mkdirSync(process.env.SEKIMORI_SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SEKIMORI_SHOTS, `${name}.png`), fullPage: true });
}

async function looked(page, name) {
  for (const [width, word] of [[1280, 'wide'], [375, 'narrow']]) {
    await page.setViewportSize({ width, height: 800 });
    await fits(page, `${name} (${word})`);
    await picture(page, `${name}-${word}`);
  }
  await accessible(page, name);
}

const face = await openFace();
const browser = await openBrowser();
try {
  const { url } = face;
  const page = await browser.context.newPage();
  await signIn(page, url, '000003', password);
  await page.goto(`${url}/network`);
  await looked(page, 'network-undeclared');
  await page.getByRole('link', { name: '宣言を定める' }).click();
  await page.locator('input[type=file]').setInputFiles(declaration);
  await page.locator('[name=changed]').fill('最初の宣言');
  await page.locator('[name=from]').fill('2026-11-23T11:00');
  await page.locator('main button.primary').click();
  ok(/\/matters\/\d+/.test(page.url()), 'the declaration is issued', page.url());
  const matter = new URL(page.url()).pathname;
  await signIn(page, url, '000002', password);
  await page.goto(`${url}${matter}`);
  await page.locator('button[value=grant], main form button.primary').first().click();
  ok(page.url().includes('done='), 'another person confirms it', page.url());
  await signIn(page, url, '000003', password);
  for (const lang of ['ja', 'en']) {
    if (lang === 'en') await page.getByRole('button', { name: 'English' }).click();
    await page.goto(`${url}/network`);
    ok(await page.locator('svg.netmap .zone').count() === 4, `four zones are drawn (${lang})`);
    await looked(page, `network-${lang}`);
    await page.goto(`${url}/network/cut`);
    await looked(page, `network-choose-${lang}`);
    await page.goto(`${url}/network/cut?scope=zone&value=lgwan`);
    await looked(page, `network-cut-${lang}`);
  }
  await page.getByRole('button', { name: '日本語' }).click();
  await page.goto(`${url}/network/cut?scope=zone&value=lgwan`);
  await page.locator('#cut-ground').fill('端末の感染が疑われる');
  await page.locator('button.danger').click();
  ok(/\/matters\/\d+/.test(page.url()), 'the order is given', page.url());
  await looked(page, 'network-order');
  await page.goto(`${url}/network`);
  ok(await page.locator('.alarm li').count() === 1, 'what is cut stands first');
  await looked(page, 'network-is-cut');
  await signIn(page, url, '000002', password);
  await page.goto(`${url}/inbox`);
  ok(await page.getByText('ネットワークの遮断').count() > 0, 'the division\'s manager is told at once');
} finally {
  await browser.close();
  await face.close();
}
done();
