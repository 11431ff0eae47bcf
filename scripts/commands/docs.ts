import { generateDocs, staleDocs, writeDocs } from '../docs/generated-docs.ts';
import { repositoryRoot } from '../paths.ts';
import { describeProblem } from '../problem.ts';

const usage = 'npm run docs [-- --check]   --check changes nothing and fails when a document differs from its source';

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(' ')}\n${usage}`);
    return 2;
  }
  const docs = await generateDocs(repositoryRoot);
  if (args.includes('--check')) {
    const stale = staleDocs(repositoryRoot, docs);
    for (const line of stale) console.error(line);
    if (stale.length > 0) console.error('Run npm run docs and commit what it writes.');
    return stale.length === 0 ? 0 : 1;
  }
  const changed = writeDocs(repositoryRoot, docs);
  console.log(changed.length === 0 ? 'All documents are up to date.' : `Written: ${changed.join(', ')}`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
