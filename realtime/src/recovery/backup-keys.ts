import { hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { CheckpointKey } from '../ledger/checkpoint.ts';

/** What a backup is sealed and signed with. Neither key is in it, nor in the database. */
export interface BackupKeys {
  /** 32 bytes (`BACKUP_KEY`). */
  readonly encryption: Uint8Array;
  /** The key that signs checkpoints (`CHECKPOINT_SIGNING_KEY`). */
  readonly signing: CheckpointKey;
}

/** A backup is not what was written, not whole, or of other keys: nothing of it may be restored. The text names the file. */
export class BackupRefused extends Error {}

const keyBytes = 32;

/** The key of one file (HKDF, RFC 5869): no two files ever share one, so each may begin its nonces at nought. */
export function fileKey(encryption: Uint8Array, backupId: string, file: string): Buffer {
  return Buffer.from(hkdfSync('sha256', encryption, backupId, `halobuzz backup file ${file}`, keyBytes));
}

/** Tells a wrong key from a damaged file, and nothing of the key. */
export function keyCheckOf(encryption: Uint8Array, backupId: string): string {
  return Buffer.from(hkdfSync('sha256', encryption, backupId, 'halobuzz backup key check', keyBytes)).toString('hex');
}

/** What a signature is good for: one of a manifest is none of changes. */
export type SignedPurpose = 'halobuzz backup manifest' | 'halobuzz backup changes';

const signedSchema = z.strictObject({ body: z.string(), keyId: z.string(), signature: z.string() });

/** A text with an Ed25519 signature (RFC 8032) of it beside it, as JSON. */
export function signedText(purpose: SignedPurpose, body: string, key: CheckpointKey): string {
  const signature = sign(null, signedBytes(purpose, body), key.privateKey).toString('base64url');
  return JSON.stringify({ body, keyId: key.keyId, signature });
}

/** The body of a {@link signedText}. Throws {@link BackupRefused}. */
export function openSignedText(
  purpose: SignedPurpose,
  text: string,
  key: { readonly keyId: string; readonly publicKey: KeyObject },
  file: string,
): string {
  const read = signedSchema.safeParse(jsonOf(text));
  if (!read.success) throw new BackupRefused(`${file} is not signed as a backup is`);
  const { body, keyId, signature } = read.data;
  if (keyId !== key.keyId) {
    throw new BackupRefused(
      `${file} was signed with another key (${keyId}) than CHECKPOINT_SIGNING_KEY (${key.keyId})`,
    );
  }
  if (!verify(null, signedBytes(purpose, body), key.publicKey, Buffer.from(signature, 'base64url'))) {
    throw new BackupRefused(`${file} does not carry a valid signature`);
  }
  return body;
}

export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function signedBytes(purpose: SignedPurpose, body: string): Buffer {
  return Buffer.from(`${purpose}\n${body}`);
}
