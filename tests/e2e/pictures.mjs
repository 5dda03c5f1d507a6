// SPDX-License-Identifier: Apache-2.0
// pictures.mjs: the sample office as its people see it, with all three programs and nginx.
// SEKIMORI_SHOTS=docs/screenshots makes the pictures of the READMEs.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { done, fits, ok, openBrowser } from './house.mjs';
import { closeSample, openSample, signIn, signIns } from './sample.mjs';

async function picture(page, name) {
  if (!process.env.SEKIMORI_SHOTS) return;
  mkdirSync(process.env.SEKIMORI_SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SEKIMORI_SHOTS, `${name}.png`) });
}

const browser = await openBrowser();
try {
  const url = await openSample();
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1100, height: 760 });
  for (const [number, password] of signIns()) {
    await signIn(page, url, number, password);
    ok(page.url() === `${url}/`, `${number} signs in`, page.url());
  }
  const [, [number, password]] = signIns(); // the security manager
  await signIn(page, url, number, password);
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
  const [, , [head, secret]] = signIns(); // the head security officer
  await page.getByRole('button', { name: '日本語' }).click();
  await signIn(page, url, head, secret);
  for (const lang of ['ja', 'en']) {
    if (lang === 'en') await page.getByRole('button', { name: 'English' }).click();
    await page.goto(`${url}/network/cut?scope=zone&value=lgwan`);
    ok(await page.locator('form[action="/apply/cut-order"]').count() === 1, `what a cut would hit is shown (${lang})`);
    await fits(page, `what a cut would hit (${lang})`);
    await picture(page, `cut-${lang}`);
  }
} finally {
  await browser.close();
  await closeSample();
}
done();
