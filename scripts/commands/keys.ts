import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorKeysDataSchema, operatorPaths } from '@halobuzz/core/operator';
import { z } from 'zod';
import { askAsOperator, developmentKeys, parseOperatorKeys } from '../admin/operator-client.ts';
import { requireRunningStart } from '../cluster/run-file.ts';
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
      const before = readSecretTexts(file);
      const after = await rotateSecret(before, command.name, command.phase);
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, `${JSON.stringify(after, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, file);
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
  const { edgeUrl, keyFile } = target;
  const start = edgeUrl === undefined || keyFile === undefined ? requireRunningStart(stateFolder) : undefined;
  const keys =
    keyFile === undefined
      ? developmentKeys(start?.secretsFile ?? '')
      : parseOperatorKeys(readFileSync(keyFile, 'utf8'), keyFile);
  const edge = new URL(edgeUrl ?? start?.edgeUrl ?? '').origin;
  const answer = await askAsOperator(edge, keys, operatorPaths.keys, request, operatorKeysDataSchema);
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

function readSecretTexts(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Problem(`${file} cannot be read: npm start makes it`);
  }
  const parsed = z.record(z.string(), z.string()).safeParse(JSON.parse(text));
  if (!parsed.success) throw new Problem(`${file} is no secrets file`);
  return parsed.data;
}

try {
  process.exitCode = await run(parseKeysCommand(process.argv.slice(2)));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
