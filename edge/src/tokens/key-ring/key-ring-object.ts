import { DurableObject } from 'cloudflare:workers';
import { limits } from '@halobuzz/core/limits';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { openBytes, sealBytes } from '../../accounts/account/personal-fields.ts';
import { fromBase64Url, toBase64Url, utf8 } from '../../bytes.ts';
import { type Bindings, requireConfig } from '../../env.ts';
import { planRotation, type RingTimes, withSuccessor } from './key-ring.ts';

/** A key of the ring as the Worker uses it: an Ed25519 JWK (RFC 8037) and its times. */
export interface RingKey extends RingTimes {
  readonly x: string;
  readonly d: string;
}

interface KeyRow extends Record<string, SqlStorageValue> {
  kid: string;
  x: string;
  sealed: string;
  kek: number;
  created_at: number;
  signs_from: number;
  verifies_until: number | null;
}

/** A key as stored: its private part sealed under a version of the KEK. */
interface Sealed {
  readonly kid: string;
  readonly x: string;
  readonly sealed: string;
  readonly kek: number;
}

const jwkSchema = z.object({ x: z.string(), d: z.string() });

/**
 * One object for the whole service: the keys that sign access tokens. It makes a successor by itself when the signing
 * key's period ends (alarm), or on command; private parts are sealed under SIGNING_KEYS_KEK. Isolates keep a copy of the
 * ring for `signingRingCacheMs`.
 */
export class KeyRingObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS keys (kid TEXT PRIMARY KEY, x TEXT NOT NULL, sealed TEXT NOT NULL, kek INTEGER NOT NULL,
        created_at INTEGER NOT NULL, signs_from INTEGER NOT NULL, verifies_until INTEGER)`,
    );
  }

  /** The ring as it is now; the first question makes the first key. */
  async ring(): Promise<RingKey[]> {
    const plan = planRotation(this.#rows().map(timesOf), Date.now());
    if (plan.createSigningFromMs !== null || plan.drop.length > 0) await this.#settle();
    return Promise.all(this.#rows().map((row) => this.#open(row)));
  }

  /**
   * Makes a successor. `scheduled`: it is published first and signs after `signingKeyPublishLeadMs`; `now`: it signs at
   * once, for a key that may be known to others. @returns the new key's id and when it signs, in ms.
   */
  async rotate(when: 'scheduled' | 'now'): Promise<{ kid: string; signsFromMs: number }> {
    const made = await this.#make();
    const nowMs = Date.now();
    const waiting = this.#rows().find((row) => row.signs_from > nowMs);
    if (when === 'scheduled' && waiting !== undefined) return { kid: waiting.kid, signsFromMs: waiting.signs_from };
    const signsFromMs = nowMs + (when === 'now' ? 0 : limits.signingKeyPublishLeadMs);
    this.#add(made, signsFromMs);
    await this.#schedule();
    return { kid: made.kid, signsFromMs };
  }

  /**
   * Stops a key from verifying at once: who holds a token signed by it refreshes. @returns false for an unknown key, and
   * for the one that signs: rotate first.
   */
  async revoke(kid: string): Promise<boolean> {
    const nowMs = Date.now();
    const signing = this.#rows()
      .filter((row) => row.signs_from <= nowMs)
      .sort((a, b) => b.signs_from - a.signs_from)[0];
    if (signing === undefined || signing.kid === kid) return false;
    const gone = this.ctx.storage.sql.exec('DELETE FROM keys WHERE kid = ? RETURNING kid', kid).toArray();
    await this.#schedule();
    return gone.length > 0;
  }

  override async alarm(): Promise<void> {
    await this.#settle();
  }

  /** Brings the ring to what the plan says. Two at once add one key: the plan is made again after the key is there. */
  async #settle(): Promise<void> {
    const before = planRotation(this.#rows().map(timesOf), Date.now());
    const made = before.createSigningFromMs === null ? undefined : await this.#make();
    const plan = planRotation(this.#rows().map(timesOf), Date.now());
    for (const kid of plan.drop) this.ctx.storage.sql.exec('DELETE FROM keys WHERE kid = ?', kid);
    if (made !== undefined && plan.createSigningFromMs !== null) this.#add(made, plan.createSigningFromMs);
    await this.#schedule();
  }

  async #schedule(): Promise<void> {
    const { nextAtMs } = planRotation(this.#rows().map(timesOf), Date.now());
    await this.ctx.storage.setAlarm(nextAtMs);
  }

  #add(made: Sealed, signsFromMs: number): void {
    const nowMs = Date.now();
    const successor = { ...made, createdAtMs: nowMs, signsFromMs, verifiesUntilMs: null };
    const before = this.#rows().map((row) => ({ ...timesOf(row), x: row.x, sealed: row.sealed, kek: row.kek }));
    const after = withSuccessor(before, successor, nowMs);
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      sql.exec('DELETE FROM keys');
      for (const key of after) {
        const { kid, x, sealed, kek, createdAtMs, verifiesUntilMs } = key;
        sql.exec(
          'INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)',
          kid,
          x,
          sealed,
          kek,
          createdAtMs,
          key.signsFromMs,
          verifiesUntilMs,
        );
      }
    });
  }

  async #make(): Promise<Sealed> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const exported = await exportJWK(privateKey);
    const { x, d } = jwkSchema.parse(exported);
    const kid = await calculateJwkThumbprint(exported);
    const { current } = requireConfig(this.env).signingKeysKek;
    const sealed = toBase64Url(await sealBytes(await this.#kek(current), utf8(d), utf8(`signing-key|${kid}`)));
    return { kid, x, sealed, kek: current };
  }

  async #open(row: KeyRow): Promise<RingKey> {
    const bytes = fromBase64Url(row.sealed);
    if (bytes === undefined) throw new Error('a sealed signing key is not base64url');
    const plain = await openBytes(await this.#kek(row.kek), bytes, utf8(`signing-key|${row.kid}`));
    return { ...timesOf(row), x: row.x, d: new TextDecoder().decode(plain) };
  }

  async #kek(version: number): Promise<CryptoKey> {
    const raw = requireConfig(this.env).signingKeysKek.keys.get(version);
    if (raw === undefined) throw new Error(`SIGNING_KEYS_KEK has no version ${version}`);
    return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  }

  #rows(): KeyRow[] {
    return this.ctx.storage.sql.exec<KeyRow>('SELECT * FROM keys ORDER BY signs_from').toArray();
  }
}

function timesOf(row: KeyRow): RingTimes {
  return {
    kid: row.kid,
    createdAtMs: row.created_at,
    signsFromMs: row.signs_from,
    verifiesUntilMs: row.verifies_until,
  };
}
