import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { stateFolder } from '../paths.ts';

/** Keeps pictures of a test's steps, for whoever reviews how the app looks: `.halobuzz/test/shots/<name>/<step>.png`. */
export function appShots(name: string): (page: Page, step: string) => Promise<void> {
  const folder = join(stateFolder, 'test', 'shots', name);
  mkdirSync(folder, { recursive: true });
  return async (page, step) => {
    await page.screenshot({ path: join(folder, `${step}.png`) });
  };
}
