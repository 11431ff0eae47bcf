import { DurableObject } from 'cloudflare:workers';
import type { AuditRecord } from '@halobuzz/core/api/admin';
import { auditRecordSchema } from '@halobuzz/core/api/admin';
import { internalPaths } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { openBytes, sealBytes, wrappingKey } from '../../accounts/account/personal-fields.ts';
import { fromBase64Url, randomBytes, toBase64Url, utf8 } from '../../bytes.ts';
import { type Bindings, requireConfig } from '../../env.ts';
import { logLine } from '../../observability/log-line.ts';
import { originClientOf } from '../../origin/client.ts';
import { planRotation, type RingTimes, signingKeyAt, withoutKey, withSuccessor } from './key-ring.ts';

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

/** Who has the ring changed, and why: it stands in the audit log. */
export type RingActor = Pick<AuditRecord, 'actor' | 'reason' | 'requestId'>;

const SCHEDULE: RingActor = { actor: 'system', reason: 'the signing key’s period ends' };

/** A key as stored: its private part sealed under a version of the KEK. */
interface Sealed {
  readonly kid: string;
  readonly x: string;
  readonly sealed: string;
  readonly kek: number;
}

type StoredKey = RingTimes & Sealed;

/** What was done to which key. */
interface RingAct {
  readonly action: 'key.rotated' | 'key.revoked';
  readonly kid: string;
  readonly by: RingActor;
}

const KEK = 'SIGNING_KEYS_KEK';
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
        created_at INTEGER NOT NULL, signs_from INTEGER NOT NULL, verifies_until INTEGER);
       CREATE TABLE IF NOT EXISTS audits (id TEXT PRIMARY KEY, body TEXT NOT NULL)`,
    );
  }

  /** The ring as it is now; the first question makes the first key. */
  async ring(): Promise<RingKey[]> {
    const plan = planRotation(this.#stored(), Date.now());
    if (plan.createSigningFromMs !== null || plan.drop.length > 0) await this.#settle();
    return Promise.all(this.#stored().map((key) => this.#open(key)));
  }

  /**
   * Makes a successor. `scheduled`: it is published first and signs after `signingKeyPublishLeadMs`; `now`: it signs at
   * once, for a key that may be known to others. @returns the new key's id and when it signs, in ms.
   */
  async rotate(when: 'scheduled' | 'now', by: RingActor): Promise<{ kid: string; signsFromMs: number }> {
    const made = await this.#make();
    const nowMs = Date.now();
    const waiting = this.#stored().find((key) => key.signsFromMs > nowMs);
    if (when === 'scheduled' && waiting !== undefined) return { kid: waiting.kid, signsFromMs: waiting.signsFromMs };
    const signsFromMs = nowMs + (when === 'now' ? 0 : limits.signingKeyPublishLeadMs);
    this.#add(made, signsFromMs, by);
    await this.#after();
    return { kid: made.kid, signsFromMs };
  }

  /**
   * Stops a key from verifying at once: who holds a token signed by it refreshes. @returns false for an unknown key, and
   * for the one that signs: rotate first.
   */
  async revoke(kid: string, by: RingActor): Promise<boolean> {
    const stored = this.#stored();
    const signing = signingKeyAt(stored, Date.now());
    if (signing === undefined || signing.kid === kid || !stored.some((key) => key.kid === kid)) return false;
    this.#store(withoutKey(stored, kid), { action: 'key.revoked', kid, by });
    await this.#after();
    return true;
  }

  override async alarm(): Promise<void> {
    await this.#settle();
  }

  /** Brings the ring to what the plan says. Two at once add one key: the plan is made again after the key is there. */
  async #settle(): Promise<void> {
    const before = planRotation(this.#stored(), Date.now());
    const made = before.createSigningFromMs === null ? undefined : await this.#make();
    const plan = planRotation(this.#stored(), Date.now());
    for (const kid of plan.drop) this.ctx.storage.sql.exec('DELETE FROM keys WHERE kid = ?', kid);
    if (made !== undefined && plan.createSigningFromMs !== null) this.#add(made, plan.createSigningFromMs, SCHEDULE);
    await this.#after();
  }

  /** Reports what was done, and plans the next look: soon, while a report waits. The ring does not wait for the origin. */
  async #after(): Promise<void> {
    await this.#schedule();
    this.ctx.waitUntil(this.#report());
  }

  async #schedule(): Promise<void> {
    const { nextAtMs } = planRotation(this.#stored(), Date.now());
    const waiting = this.#reports().length > 0;
    const retryMs = Date.now() + limits.outboxRetryMaxMs;
    await this.ctx.storage.setAlarm(waiting ? Math.min(nextAtMs, retryMs) : nextAtMs);
  }

  /** Taken once by the record's id: a delivery whose answer was lost may be repeated. */
  async #report(): Promise<void> {
    const origin = originClientOf(this.env);
    try {
      for (const { id, body } of this.#reports()) {
        const record = auditRecordSchema.parse(JSON.parse(body));
        await origin.send({ method: 'POST', path: internalPaths.audit, body: record });
        this.ctx.storage.sql.exec('DELETE FROM audits WHERE id = ?', id);
      }
    } catch (error) {
      logLine('warn', `key ring: audit record not delivered: ${error instanceof Error ? error.message : 'unknown'}`);
    }
    await this.#schedule();
  }

  #reports(): { id: string; body: string }[] {
    return this.ctx.storage.sql.exec<{ id: string; body: string }>('SELECT id, body FROM audits').toArray();
  }

  /** Within the transaction of the act. */
  #audit(action: RingAct['action'], kid: string, by: RingActor): void {
    const id = newOpaqueId('au', randomBytes);
    const record: AuditRecord = { id, atMs: Date.now(), action, subject: kid, ...by };
    this.ctx.storage.sql.exec('INSERT INTO audits VALUES (?, ?)', id, JSON.stringify(record));
  }

  #add(made: Sealed, signsFromMs: number, by: RingActor): void {
    const nowMs = Date.now();
    const successor = { ...made, createdAtMs: nowMs, signsFromMs, verifiesUntilMs: null };
    const after = withSuccessor(this.#stored(), successor, nowMs);
    this.#store(after, { action: 'key.rotated', kid: made.kid, by });
  }

  /** The ring as it is from now on, and the act's record, in one. */
  #store(ring: readonly StoredKey[], { action, kid, by }: RingAct): void {
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      sql.exec('DELETE FROM keys');
      for (const key of ring) {
        const place = [key.kid, key.x, key.sealed, key.kek];
        const times = [key.createdAtMs, key.signsFromMs, key.verifiesUntilMs];
        sql.exec('INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)', ...place, ...times);
      }
      this.#audit(action, kid, by);
    });
  }

  async #make(): Promise<Sealed> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const exported = await exportJWK(privateKey);
    const { x, d } = jwkSchema.parse(exported);
    const kid = await calculateJwkThumbprint(exported);
    const { signingKeysKek } = requireConfig(this.env);
    const sealed = toBase64Url(
      await sealBytes(
        await wrappingKey(signingKeysKek, signingKeysKek.current, KEK),
        utf8(d),
        utf8(`signing-key|${kid}`),
      ),
    );
    return { kid, x, sealed, kek: signingKeysKek.current };
  }

  async #open({ sealed, kek, ...key }: StoredKey): Promise<RingKey> {
    const bytes = fromBase64Url(sealed);
    if (bytes === undefined) throw new Error('a sealed signing key is not base64url');
    const opener = await wrappingKey(requireConfig(this.env).signingKeysKek, kek, KEK);
    const plain = await openBytes(opener, bytes, utf8(`signing-key|${key.kid}`));
    return { ...key, d: new TextDecoder().decode(plain) };
  }

  #stored(): StoredKey[] {
    const rows = this.ctx.storage.sql.exec<KeyRow>('SELECT * FROM keys ORDER BY signs_from').toArray();
    return rows.map(({ kid, x, sealed, kek, ...times }) => ({
      ...{ kid, x, sealed, kek },
      createdAtMs: times.created_at,
      signsFromMs: times.signs_from,
      verifiesUntilMs: times.verifies_until,
    }));
  }
}
