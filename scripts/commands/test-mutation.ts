import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { isMutationArea, type MutationAreaName, mutationAreas, mutationScoreMin } from '../mutation/mutation-areas.ts';
import { scoreOf, scoreText } from '../mutation/mutation-score.ts';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';

const help = `npm run test:mutation [-- ${Object.keys(mutationAreas).join('|')}]

Changes the code of ledger, tokens and rooms in thousands of small ways and runs the unit tests against each. A change that no
test notices survives; the score is the share that did not. Fails below ${mutationScoreMin}% in any area. Takes some minutes an area.
Reports: .halobuzz/mutation/<area>.html`;
const mutantTimeoutMs = 10_000;

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    console.log(help);
    return 0;
  }
  const unknown = words.find((word) => !isMutationArea(word));
  if (unknown !== undefined) {
    console.error(`there is no area "${unknown}"\n\n${help}`);
    return 2;
  }
  const named = words.filter(isMutationArea);
  const areas = Object.keys(mutationAreas).filter(isMutationArea);
  let status = 0;
  for (const area of named.length === 0 ? areas : named) {
    const score = await scoreArea(area);
    console.log(scoreText(area, score));
    if (!(score.percent >= mutationScoreMin)) status = 1;
  }
  return status;
}

async function scoreArea(area: MutationAreaName): Promise<ReturnType<typeof scoreOf>> {
  // Read by scripts/testing/mutation.vitest.config.ts, in this process's children.
  process.env.MUTATION_TESTS = mutationAreas[area].tests.join('\n');
  process.chdir(repositoryRoot);
  const folder = join(stateFolder, 'mutation');
  const stryker = new Stryker({
    mutate: [...mutationAreas[area].sources],
    ignorePatterns: ['.halobuzz', '.tools', '.wrangler', 'docs', 'ops', 'mobile', 'edge/console', 'loadtests'],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/testing/mutation.vitest.config.ts', related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    // Stryker would read it by an API that this TypeScript no longer has; nothing here is compiled.
    tsconfigFile: 'no-tsconfig.json',
    timeoutMS: mutantTimeoutMs,
    tempDirName: join(folder, 'copies'),
    reporters: ['html', 'json', 'clear-text', 'progress-append-only'],
    clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: true, allowColor: false },
    htmlReporter: { fileName: join(folder, `${area}.html`) },
    jsonReporter: { fileName: join(folder, `${area}.json`) },
  });
  return scoreOf((await stryker.runMutationTest()).map(({ status }) => status));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
