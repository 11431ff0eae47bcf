import type { JWK } from 'jose';
import { z } from 'zod';
import { privateKey, publicKeySet, randomKey } from '../cluster/secrets.ts';
import { Problem } from '../problem.ts';

/**
 * How each secret is changed without an outage. `signer`: a private JWK set whose first key signs, and a public set that
 * verifiers hold. `ring`: versions, of which the highest is used for new data. `replace`: what hangs on it lives minutes.
 * `never`: data hangs on it for good.
 */
export const rotations = {
  TICKET_KEYS: { kind: 'signer', publicName: 'TICKET_PUBLIC_KEYS' },
  SERVICE_KEYS: { kind: 'signer', publicName: 'SERVICE_PUBLIC_KEYS' },
  OPERATOR_KEYS: { kind: 'signer', publicName: 'OPERATOR_PUBLIC_KEYS' },
  REFRESH_TOKEN_KEYS: { kind: 'ring' },
  PASSWORD_PEPPERS: { kind: 'ring' },
  SUBJECT_KEYS_KEK: { kind: 'ring' },
  SIGNING_KEYS_KEK: { kind: 'ring' },
  FACTOR_HMAC_KEYS: { kind: 'ring' },
  RESUME_TOKEN_KEY: { kind: 'replace' },
  SANDBOX_WEBHOOK_SECRETS: { kind: 'replace' },
  NAME_HMAC_KEY: { kind: 'never' },
  CHECKPOINT_KEY: { kind: 'never' },
  BACKUP_KEY: { kind: 'never' },
} as const satisfies Record<string, { kind: 'signer'; publicName: string } | { kind: 'ring' | 'replace' | 'never' }>;
export type RotatingSecret = keyof typeof rotations;

/** `add`: a new key, known to verifiers, used by nobody. `use`: it signs. `drop`: the others go. Rings know no `use`. */
export const phases = ['add', 'use', 'drop'] as const;
export type Phase = (typeof phases)[number];

type SecretTexts = Readonly<Record<string, string>>;

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });
const ringSchema = z.record(z.string().regex(/^[1-9][0-9]*$/), z.string());

/** The secrets after one phase. Throws a Problem where the phase makes no sense; nothing else is touched. */
export async function rotateSecret(secrets: SecretTexts, name: RotatingSecret, phase: Phase): Promise<SecretTexts> {
  const rotation = rotations[name];
  const text = secrets[name];
  if (text === undefined) throw new Problem(`these secrets hold no ${name}`);
  switch (rotation.kind) {
    case 'signer': {
      const keys = await rotateSigner(keySetSchema.parse(JSON.parse(text)).keys, name, phase);
      const set = JSON.stringify({ keys });
      return { ...secrets, [name]: set, [rotation.publicName]: publicKeySet(set) };
    }
    case 'ring':
      return { ...secrets, [name]: JSON.stringify(rotateRing(ringSchema.parse(JSON.parse(text)), name, phase)) };
    case 'replace':
      if (phase !== 'add') throw new Problem(`${name} is replaced in one step: use add`);
      return { ...secrets, [name]: randomKey() };
    case 'never':
      throw new Problem(`${name} never changes: data hangs on it for good (docs/security/secrets.md)`);
    default:
      return rotation satisfies never;
  }
}

async function rotateSigner(keys: JWK[], name: string, phase: Phase): Promise<JWK[]> {
  switch (phase) {
    case 'add':
      if (keys.length > 1) throw new Problem(`${name} holds ${keys.length} keys already: use or drop first`);
      return [...keys, await privateKey()];
    case 'use': {
      if (keys.length < 2) throw new Problem(`${name} holds one key only: add one first`);
      return [...keys.slice(-1), ...keys.slice(0, -1)];
    }
    case 'drop':
      if (keys.length < 2) throw new Problem(`${name} holds one key only: there is nothing to drop`);
      return keys.slice(0, 1);
    default:
      return phase satisfies never;
  }
}

function rotateRing(ring: Record<string, string>, name: string, phase: Phase): Record<string, string> {
  const newest = Math.max(...Object.keys(ring).map(Number));
  switch (phase) {
    case 'add':
      return { ...ring, [newest + 1]: randomKey() };
    case 'use':
      throw new Problem(`${name} uses its newest version at once: there is no use`);
    case 'drop':
      if (Object.keys(ring).length < 2) throw new Problem(`${name} holds one version only: there is nothing to drop`);
      return { [newest]: ring[newest] ?? '' };
    default:
      return phase satisfies never;
  }
}
