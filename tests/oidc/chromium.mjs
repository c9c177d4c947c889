// A real browser, and what a person does in it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

/** Pages that follow each other until something is wrong. */
const mostPages = 10;
/** Only a failure needs so long, or a machine that is busy with everything else. */
const patience = 120_000;

/** Calls `visit` with a page of a new browser; the process ends with 0 where it says true. */
export async function inChromium(visit) {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  let browser;
  try {
    browser = await puppeteer.launch({
      executablePath: process.env.HEARTHSIM_CHROMIUM ?? '/usr/bin/chromium',
      userDataDir: profile,
      timeout: patience,
      // Pages name fonts elsewhere: no name but this machine's is looked up.
      args: [
        '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
        ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
      ],
    });
    const [page] = await browser.pages();
    page.setDefaultTimeout(patience);
    process.exitCode = await visit(page) ? 0 : 1;
    console.log(await textOf(page));
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await browser?.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function textOf(page) {
  return page.evaluate(() => document.body.innerText.trim());
}

/** Clicks, and waits for the page that this leads to. */
export async function follow(page, button) {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
}

/** Signs in and consents for as long as the pages ask for it. */
export async function signIn(page) {
  for (let pages = 0; pages < mostPages; pages += 1) {
    if (await page.$('input[name=login]')) {
      await page.type('input[name=login]', 'robin');
      await page.type('input[name=password]', 'anything');
    } else if (!await page.$('input[name=prompt][value=consent]')) {
      return;
    }
    await follow(page, 'form button[type=submit]');
  }
  throw new Error('The pages do not come to an end.');
}
