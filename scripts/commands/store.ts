import { repositoryRoot } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';
import { writeGraphics } from '../store/store-graphics.ts';

const help = `npm run store -- <what>

  graphics      draws icons, splash and feature graphic anew from scripts/store/brand-svg.ts
`;

async function main(words: readonly string[]): Promise<void> {
  const [what, ...rest] = words;
  if (what === '--help' || what === undefined) {
    console.log(help);
    return;
  }
  if (what === 'graphics' && rest.length === 0) {
    for (const path of await writeGraphics(repositoryRoot)) console.log(path);
    return;
  }
  throw new Problem(`There is no "${words.join(' ')}". npm run store -- --help lists what there is.`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
