import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkImage } from '../deploy/check-image.ts';
import { makeComposeSecrets } from '../deploy/compose-secrets.ts';
import { type OpsCommand, opsHelp, parseOpsCommand } from '../deploy/ops-options.ts';
import { billOfMaterials, checkManifests, checkWorkflows, releaseChangelog } from '../deploy/release-tools.ts';
import { buildWebFiles, rollOutEdge } from '../deploy/roll-out-edge.ts';
import { repositoryRoot } from '../paths.ts';
import { describeProblem } from '../problem.ts';

const say = (line: string): void => console.log(line);

/** `npm run ops`: see docs/operations/production.md. Resolves with the exit status. */
async function run(command: OpsCommand): Promise<number> {
  switch (command.kind) {
    case 'help':
      say(opsHelp);
      return 0;
    case 'image':
      return checkImage(repositoryRoot, say);
    case 'manifests':
      return checkManifests(repositoryRoot, command.out, say);
    case 'workflows':
      return checkWorkflows(repositoryRoot, say);
    case 'sbom':
      writeFileSync(command.out, await billOfMaterials(repositoryRoot));
      return 0;
    case 'changelog': {
      const text = await releaseChangelog(repositoryRoot, command.to);
      if (command.out === undefined) say(text);
      else writeFileSync(command.out, `${text}\n`);
      return 0;
    }
    case 'web':
      await buildWebFiles(say);
      return 0;
    case 'edge':
      return rollOutEdge(repositoryRoot, command, say);
    case 'compose-secrets': {
      const folder = join(repositoryRoot, 'ops', 'compose', 'secrets');
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      await makeComposeSecrets(folder, say);
      return 0;
    }
    default:
      return command satisfies never;
  }
}

try {
  process.exitCode = await run(parseOpsCommand(process.argv.slice(2)));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
