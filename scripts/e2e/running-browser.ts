import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { provideChromium } from '../provision/chromium.ts';
import { patienceMs } from './eventually.ts';

/** A browser for the tests of a file. */
export interface RunningBrowser {
  /** In a browser profile of its own, with the patience that these tests have; further pages of its context are its other windows. */
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
      const context = await browser.newContext(options);
      context.setDefaultTimeout(patienceMs);
      return context.newPage();
    },
  };
}
