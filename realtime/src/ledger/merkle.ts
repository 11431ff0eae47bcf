import { utf8 } from '@halobuzz/core/ledger/bytes';
import { sha256 } from './chain-docs.ts';

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);
const emptyRoot = sha256(utf8(''));

/** Root of a Merkle tree over the leaves in order, as RFC 6962 §2.1 defines it: leaves and nodes are hashed apart. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return emptyRoot;
  if (leaves.length === 1) return sha256(Buffer.concat([leafPrefix, only]));
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.concat([nodePrefix, merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split))]));
}
