import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { provideChromium } from '../provision/chromium.ts';
import { patienceMs } from './eventually.ts';

/** A browser for the tests of a file. */
export interface RunningBrowser {
  /** With the patience that these tests have. */
  newPage(options: BrowserContextOptions): Promise<Page>;
}

/** Starts it before the file's tests and closes it after them. */
export function runningBrowser(): RunningBrowser {
  let browser: Browser;
  beforeAll(async () => {
    const { file, args, env } = await provideChromium(() => {});
    browser = await chromium.launch({ executablePath: file, args: [...args], env: { ...process.env, ...env } });
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    newPage: async (options) => {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(patienceMs);
      return page;
    },
  };
}
