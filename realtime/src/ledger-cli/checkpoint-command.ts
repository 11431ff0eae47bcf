import { checkpointKeyOf, keyIdOf, writeCheckpoint } from '../ledger/checkpoint.ts';
import type { LedgerCommand } from './command.ts';

/** Signs the heads of all chains now, or shows the public key that auditors hold checkpoints against. */
export const checkpointCommand: LedgerCommand = {
  usage: 'checkpoint [--public-key]',
  help: 'sign the heads of all chains now; --public-key: show the key that verifies checkpoints',
  options: { 'public-key': { type: 'boolean' } },
  positionalsMax: 0,
  async run({ config, db }, words) {
    const key = checkpointKeyOf(config.checkpointKey);
    if (words.options['public-key'] === true) {
      const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: keyIdOf(key.publicKey), use: 'sig' };
      console.log(JSON.stringify({ keys: [jwk] }, undefined, 2));
      return true;
    }
    const written = await writeCheckpoint(db, config.checkpointDir, key, Date.now());
    console.log(`signed ${new Date(written.atMs).toISOString()} with key ${written.keyId}`);
    console.log(`root ${Buffer.from(written.root).toString('hex')}`);
    return true;
  },
};
