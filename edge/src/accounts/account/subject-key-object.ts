import { DurableObject } from 'cloudflare:workers';
import { fromBase64Url, randomBytes, toBase64Url, utf8 } from '../../bytes.ts';
import { type Bindings, requireConfig } from '../../env.ts';
import { openBytes, sealBytes, wrappingKey } from './personal-fields.ts';

interface KeyRow extends Record<string, SqlStorageValue> {
  wrapped: string | null;
  kek: number;
}

/**
 * One per account, apart from it: the random AES-256 key of its personal fields, wrapped under SUBJECT_KEYS_KEK. Once
 * destroyed it is never made again, so what a restored backup of the account holds stays unreadable.
 */
export class SubjectKeyObject extends DurableObject<Bindings> {
  constructor(ctx: DurableObjectState, env: Bindings) {
    super(ctx, env);
    ctx.storage.sql.exec(
      'CREATE TABLE IF NOT EXISTS subject_key (one INTEGER PRIMARY KEY CHECK (one = 1), wrapped TEXT, kek INTEGER NOT NULL)',
    );
  }

  /** The account's key, made on the first call; undefined once destroyed. */
  async key(accountId: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const ring = requireConfig(this.env).subjectKeysKek;
    if (this.#row() === undefined) {
      const wrapped = await this.#wrap(randomBytes(32), ring.current, accountId);
      this.ctx.storage.sql.exec('INSERT OR IGNORE INTO subject_key VALUES (1, ?, ?)', wrapped, ring.current);
    }
    const row = this.#row();
    if (row === undefined || row.wrapped === null) return undefined;
    const key = await this.#unwrap(row.wrapped, row.kek, accountId);
    if (row.kek !== ring.current) {
      const wrapped = await this.#wrap(key, ring.current, accountId);
      const update = 'UPDATE subject_key SET wrapped = ?, kek = ? WHERE wrapped IS NOT NULL';
      this.ctx.storage.sql.exec(update, wrapped, ring.current);
    }
    return key;
  }

  /** Forgets the key for good; the empty row stays as its tombstone. */
  destroy(): void {
    this.ctx.storage.sql.exec('INSERT OR REPLACE INTO subject_key VALUES (1, NULL, 0)');
  }

  #row(): KeyRow | undefined {
    return this.ctx.storage.sql.exec<KeyRow>('SELECT wrapped, kek FROM subject_key').toArray()[0];
  }

  async #wrap(key: Uint8Array<ArrayBuffer>, version: number, accountId: string): Promise<string> {
    return toBase64Url(await sealBytes(await this.#kek(version), key, utf8(`subject-key|${accountId}`)));
  }

  async #unwrap(wrapped: string, version: number, accountId: string): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = fromBase64Url(wrapped);
    if (bytes === undefined) throw new Error('a wrapped subject key is not base64url');
    return openBytes(await this.#kek(version), bytes, utf8(`subject-key|${accountId}`));
  }

  #kek(version: number): Promise<CryptoKey> {
    return wrappingKey(requireConfig(this.env).subjectKeysKek, version, 'SUBJECT_KEYS_KEK');
  }
}
