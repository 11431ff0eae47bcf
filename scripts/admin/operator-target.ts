import { readFileSync } from 'node:fs';
import { requireRunningStart } from '../cluster/run-file.ts';
import { stateFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { developmentKeys, type OperatorKeys, parseOperatorKeys } from './operator-client.ts';

/** Where the edge is and with which key to sign; absent: the start that runs here, and its development key. */
export interface OperatorTarget {
  readonly edgeUrl: string | undefined;
  readonly keyFile: string | undefined;
}

const text = { type: 'string' } as const;
/** The options that every operator's command has. */
export const operatorOptions = {
  help: { type: 'boolean', short: 'h' },
  reason: text,
  edge: text,
  'key-file': text,
} as const;

/** The target that these options name. Throws a Problem for another edge without a key of its own. */
export function operatorTarget(values: { edge?: string | undefined; 'key-file'?: string | undefined }): OperatorTarget {
  const target = { edgeUrl: values.edge, keyFile: values['key-file'] };
  if (target.edgeUrl !== undefined && target.keyFile === undefined) throw new Problem('--edge wants --key-file too');
  return target;
}

/** The edge's address and the keys to sign with. Throws a Problem when one is not named and nothing runs here. */
export function operatorAccess({ edgeUrl, keyFile }: OperatorTarget): { edgeUrl: string; keys: OperatorKeys } {
  const given = keyFile === undefined ? undefined : parseOperatorKeys(readFileSync(keyFile, 'utf8'), keyFile);
  if (edgeUrl !== undefined && given !== undefined) return { edgeUrl: new URL(edgeUrl).origin, keys: given };
  const start = requireRunningStart(stateFolder);
  return { edgeUrl: new URL(start.edgeUrl).origin, keys: given ?? developmentKeys(start.secretsFile) };
}
