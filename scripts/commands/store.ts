import { join } from 'node:path';
import { requireRunningStart } from '../cluster/run-file.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';
import { makeReviewer, reviewNotes } from '../store/reviewer.ts';
import { writeGraphics } from '../store/store-graphics.ts';
import { parseStoreOptions, storeHelp } from '../store/store-options.ts';
import { readmePictures, storePictures, takeScreenshots } from '../store/take-screenshots.ts';

const say = (line: string): void => console.log(line);

async function main(words: readonly string[]): Promise<void> {
  const wish = parseStoreOptions(words);
  switch (wish.what) {
    case 'help':
      return say(storeHelp);
    case 'graphics':
      for (const path of await writeGraphics(repositoryRoot)) say(path);
      return;
    case 'readme':
      return takeScreenshots(readmePictures(join(repositoryRoot, 'docs', 'images')), say);
    case 'screenshots': {
      const folder = join(repositoryRoot, 'mobile', 'store', 'screenshots');
      return takeScreenshots(storePictures(folder, wish.devices, wish.languages), say);
    }
    case 'reviewer': {
      const edgeUrl = requireRunningStart(stateFolder).edgeUrl;
      const file = join(stateFolder, 'reviewer.json');
      return say(reviewNotes(await makeReviewer({ edgeUrl, api: halobuzzApi(edgeUrl), file })));
    }
    default:
      return wish satisfies never;
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
// The browser's and the cluster's handles that are closing still would hold the process for seconds.
process.exit();
