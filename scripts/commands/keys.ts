import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { operatorKeysDataSchema, operatorPaths } from '@halobuzz/core/operator';
import { askAsOperator } from '../admin/operator-client.ts';
import { operatorAccess } from '../admin/operator-target.ts';
import { readSecrets, writeSecrets } from '../cluster/secrets.ts';
import { type KeysCommand, keysHelp, parseKeysCommand } from '../keys/keys-options.ts';
import { rotateSecret } from '../keys/rotate-secret.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';

type EdgeCommand = Extract<KeysCommand, { target: object }>;

/** `npm run keys`: see docs/security/secrets.md. */
async function run(command: KeysCommand): Promise<number> {
  switch (command.kind) {
    case 'help':
      console.log(keysHelp);
      return 0;
    case 'secret': {
      const file = command.file ?? join(stateFolder, 'secrets.json');
      if (!existsSync(file)) throw new Problem(`${file} cannot be read: npm start makes it`);
      writeSecrets(file, await rotateSecret(readSecrets(file), command.name, command.phase));
      console.log(`${command.name}: ${command.phase} done; start again so that every process reads it`);
      return 0;
    }
    case 'list':
      return ask(command, { act: 'list' });
    case 'rotate':
      return ask(command, { act: 'rotate', when: command.when, reason: command.reason });
    case 'revoke':
      return ask(command, { act: 'revoke', kid: command.kid, reason: command.reason });
    default:
      return command satisfies never;
  }
}

async function ask({ kind, target }: EdgeCommand, request: object): Promise<number> {
  const { edgeUrl, keys } = operatorAccess(target);
  const answer = await askAsOperator(edgeUrl, keys, operatorPaths.keys, request, operatorKeysDataSchema);
  if (kind === 'revoke' && !answer.changed) {
    console.error('nothing was revoked: the key is unknown, or it signs (rotate --now first)');
  }
  for (const key of answer.keys) {
    const state = key.signs
      ? 'signs'
      : key.verifiesUntil === null
        ? `signs from ${key.signsFrom}`
        : `verifies until ${key.verifiesUntil}`;
    console.log(`${key.kid}  ${state}`);
  }
  return kind === 'revoke' && !answer.changed ? 1 : 0;
}

try {
  process.exitCode = await run(parseKeysCommand(process.argv.slice(2)));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
