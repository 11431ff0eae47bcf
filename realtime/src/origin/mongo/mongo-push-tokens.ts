import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { Db, Filter } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { PushDevice, PushRegistration, PushTokens } from '../notifications/push-tokens.ts';
import type { UserDocument } from './user-document.ts';

interface PushTokenDocument {
  /** Account and device. */
  _id: string;
  accountId: string;
  deviceId: string;
  sessionId: string;
  platform: PushRegistration['platform'];
  token: string;
  country: string;
  adult: boolean;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Two who register one token at once: each try takes it from whoever came in between. */
const registerTriesMax = 5;
const byAccount = { accountId: 1, deviceId: 1 } as const;

/** {@link PushTokens} in MongoDB. */
export function mongoPushTokens(db: Db, clock: Clock): PushTokens {
  const tokens = db.collection<PushTokenDocument>('push_tokens', { writeConcern: { w: 'majority' } });

  const users = db.collection<UserDocument>('users');

  async function put(registration: PushRegistration): Promise<PushTokenDocument> {
    const { account: accountId, ...facts } = registration;
    const _id = `${accountId}:${facts.deviceId}`;
    const now = new Date(clock());
    for (let tries = 1; ; tries += 1) {
      // Whoever had it before: an app that changed hands notifies its new owner alone.
      await tokens.deleteOne({ token: facts.token, _id: { $ne: _id } });
      try {
        const stored = await tokens.findOneAndUpdate(
          { _id },
          { $set: { accountId, ...facts, lastSeenAt: now }, $setOnInsert: { createdAt: now } },
          { upsert: true, returnDocument: 'after' },
        );
        if (stored !== null) return stored;
      } catch (error) {
        if (!isDuplicateKey(error) || tries === registerTriesMax) throw error;
      }
    }
  }

  return {
    async register(registration) {
      const stored = await put(registration);
      const of = tokens.find({ accountId: registration.account }, { projection: { lastSeenAt: 1 } }).hint(byAccount);
      const devices = (await of.toArray()).sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime());
      const surplus = devices.filter(({ _id }) => _id !== stored._id).slice(limits.pushDevicesMax - 1);
      if (surplus.length > 0) await tokens.deleteMany({ _id: { $in: surplus.map(({ _id }) => _id) } });
      return deviceOf(stored);
    },
    async devicesOf(accountId) {
      // As many as an account may have: putting them in order needs no index.
      const found = await tokens.find({ accountId }).hint(byAccount).toArray();
      return found.map(deviceOf).sort((a, b) => b.seenAtMs - a.seenAtMs);
    },
    async remove(account, deviceId) {
      await tokens.deleteOne({ _id: `${account}:${deviceId}` });
    },
    async forget({ kind, id }) {
      await tokens.deleteMany(...forgotten(kind, id));
    },
    async targetsOf(accounts) {
      const restricted = { _id: { $in: [...accounts] }, 'privacy.restricted': true };
      const silent = new Set<string>();
      for await (const { _id } of users.find(restricted, { projection: { _id: 1 } })) silent.add(_id);
      const told = accounts.filter((account) => !silent.has(account));
      const found = tokens.find({ accountId: { $in: told } }).hint(byAccount);
      return (await found.toArray()).map(({ accountId: account, token, country, adult }) => {
        return { account, token, country, adult };
      });
    },
    async known(asked) {
      const found = tokens.find({ token: { $in: [...asked] } }, { projection: { token: 1 } }).hint({ token: 1 });
      return new Set((await found.toArray()).map(({ token }) => token));
    },
    async drop(gone, seenUntilMs) {
      const lastSeenAt = { $lte: new Date(seenUntilMs) };
      await tokens.deleteMany({ token: { $in: [...gone] }, lastSeenAt }, { hint: { token: 1 } });
    },
  };
}

function forgotten(kind: 'account' | 'session' | 'device', id: string) {
  type Found = readonly [Filter<PushTokenDocument>, { hint: Record<string, 1> }];
  switch (kind) {
    case 'account':
      return [{ accountId: id }, { hint: byAccount }] satisfies Found;
    case 'session':
      return [{ sessionId: id }, { hint: { sessionId: 1 } }] satisfies Found;
    case 'device':
      return [{ deviceId: id }, { hint: { deviceId: 1 } }] satisfies Found;
    default:
      return kind satisfies never;
  }
}

function deviceOf({ deviceId, platform, createdAt, lastSeenAt }: PushTokenDocument): PushDevice {
  return { deviceId, platform, registeredAtMs: createdAt.getTime(), seenAtMs: lastSeenAt.getTime() };
}
