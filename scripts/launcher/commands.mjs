import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Every command of `npm run`, with the line shown in the list. */
export const commands = new Map([
  ['start', 'starts the whole system on this machine (options: npm start -- --help)'],
  ['test', 'formatting, lint, types, unit, Worker, integration and end-to-end tests'],
  ['test-faults', 'breaks gateways, stores and lines for minutes (npm run test:faults -- --seed 7)'],
  [
    'test-mutation',
    'changes ledger, tokens and rooms in small ways; tests must notice (npm run test:mutation -- tokens)',
  ],
  ['demo', 'fills a running system with hosts, viewers, chat and gifts'],
  ['ledger', 'verifies and reconciles the ledger (npm run ledger -- verify)'],
  ['admin', 'gives staff roles, rebuilds the users projection, verifies the audit log (npm run admin -- --help)'],
  ['dr', 'backs up, restores, and loses stores of its own to get them back (npm run dr -- drill)'],
  ['migrate', 'runs the MongoDB migrations against the running stores'],
  ['retention', 'deletes what is past its time (npm run retention -- --dry-run only counts)'],
  ['seed', 'fills an empty database with a million people and what they did (npm run seed -- --help)'],
  ['loadtest', 'runs a k6 scenario against the running system (npm run loadtest -- smoke)'],
  ['bench', 'measures the gateway against its bars and other servers (npm run bench -- --quick)'],
  ['gates', "prints the customer's quality gates from the last runs"],
  ['keys', 'rotates keys and secrets without signing anybody out (npm run keys -- --help)'],
  ['store', 'makes what app stores ask for: pictures, screenshots, a reviewer (npm run store -- --help)'],
  ['ops', 'checks images, manifests and workflows, prepares releases (npm run ops -- --help)'],
  ['docs', 'regenerates docs/generated and docs/requirements.md'],
]);

/** The script that a command runs, or null when there is no such command. */
export function commandScript(root, command) {
  if (!commands.has(command)) return null;
  const file = join(root, 'scripts', 'commands', `${command}.ts`);
  return existsSync(file) ? file : null;
}

export function commandList() {
  const width = Math.max(...[...commands.keys()].map((name) => name.length));
  return [...commands].map(([name, line]) => `  ${name.padEnd(width)}  ${line}`).join('\n');
}
