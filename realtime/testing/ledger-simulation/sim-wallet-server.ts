import { walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { kindSpec } from '@halobuzz/core/ledger/kinds';
import { limits } from '@halobuzz/core/limits';
import type { Position } from '../../src/adapters/mongo/ledger-collections.ts';
import type { ObsoleteEpochs } from '../../src/adapters/redis/sweep-epochs.ts';
import type { RedisShard } from '../../src/adapters/redis/wallet-gate.ts';
import {
  fingerprintText,
  idempotencyLifeMs,
  idempotencyRecord,
  type SubmitTerms,
} from '../../src/adapters/redis/wallet-script.ts';
import type { StreamEntry } from '../../src/ledger/stream-entry.ts';
import { type Held, moved } from '../fake-wallet.ts';
import { UndoLog } from './undo-log.ts';
import type { VirtualTime } from './virtual-time.ts';

/** An entry that the wallets took. */
export interface Accepted extends Position {
  readonly shard: number;
  readonly intent: Intent;
  readonly balance: bigint;
}

export interface ServerWitness {
  /** An entry was taken. */
  readonly accepted: (entry: Accepted) => void;
  /** The disk lost it, as if it had never been taken. */
  readonly takenBack: (entry: Accepted) => void;
}

type Fields = ReadonlyMap<string, string>;

const noFields: Fields = new Map();
const refusals: Readonly<Record<string, string>> = {
  insufficient_balance: 'insufficient',
  balance_limit: 'limit',
  wallet_frozen: 'frozen',
  wallet_owing: 'owing',
  coins_held: 'held',
  spend_cap_reached: 'capped',
};

/**
 * A wallets server in memory. Each function is one command or script, and does what Redis does for redis-wallet-store.ts
 * and redis-wallet.ts; the money rules are the model that the Lua script is tested against.
 */
export class SimWalletServer {
  runId = 'run-1';
  /** What its clock is off, ms. */
  skewMs = 0;
  /** Undone by a cut file. */
  readonly log = new UndoLog();
  readonly #time: VirtualTime;
  readonly #witness: ServerWitness;
  readonly #gates = new Map<number, { readonly runId: string; readonly epoch: bigint }>();
  readonly #heads = new Map<number, Position>();
  readonly #streams = new Map<number, readonly StreamEntry[]>();
  readonly #lastIds = new Map<number, Position>();
  readonly #wallets = new Map<string, Fields>();
  readonly #ids = new Map<string, { readonly record: string; readonly untilMs: number }>();
  readonly #waiting = new Set<() => void>();

  constructor(time: VirtualTime, witness: ServerWitness) {
    this.#time = time;
    this.#witness = witness;
  }

  /** Another process on the same data. */
  restart(runId: string): void {
    this.runId = runId;
    this.#waiting.clear();
  }

  /** Everything is gone, and was never there. */
  wipe(): void {
    this.log.takeBack(this.log.length);
  }

  timeMs(): number {
    return Math.floor(this.#time.nowMs + this.skewMs);
  }

  readShard(shard: number, runId: string): RedisShard {
    const gate = this.#gates.get(shard);
    const head = this.#heads.get(shard);
    return { head, layoutKnown: head !== undefined, open: gate?.runId === runId && gate.epoch === head?.epoch };
  }

  openGate(shard: number, runId: string, epoch: bigint): boolean {
    if (this.#heads.get(shard)?.epoch !== epoch) return false;
    this.log.step(() => this.log.set(this.#gates, shard, { runId, epoch }));
    return true;
  }

  lockGate(shard: number, epoch: bigint): boolean {
    if ((this.#gates.get(shard)?.epoch ?? 0n) > epoch) return false;
    this.log.step(() => this.log.delete(this.#gates, shard));
    return true;
  }

  switchEpoch(shard: number, epoch: bigint, sequence: bigint): boolean {
    if ((this.#heads.get(shard)?.epoch ?? 0n) >= epoch) return false;
    this.log.step(() => {
      this.log.delete(this.#gates, shard);
      this.log.set(this.#heads, shard, { epoch, sequence });
    });
    return true;
  }

  /** Entries after the cursor up to `end`, as XRANGE reads it. */
  readRange(shard: number, after: Position, end: string, count: number): readonly StreamEntry[] {
    const upTo = end === '+' ? undefined : /^(\d+)(?:-(\d+))?$/.exec(end);
    const last =
      upTo?.[1] === undefined
        ? undefined
        : { epoch: BigInt(upTo[1]), sequence: upTo[2] === undefined ? 2n ** 63n : BigInt(upTo[2]) };
    const out: StreamEntry[] = [];
    for (const entry of this.#streams.get(shard) ?? []) {
      if (out.length >= count) break;
      if (isAfter(entry, after) && (last === undefined || !isAfter(entry, last))) out.push(entry);
    }
    return out;
  }

  trim(shard: number, before: Position): void {
    const stream = this.#streams.get(shard) ?? [];
    const kept = stream.filter((entry) => !isAfter(before, entry));
    if (kept.length < stream.length) this.log.step(() => this.log.set(this.#streams, shard, kept));
  }

  removeEntries(shard: number, entries: readonly Position[]): void {
    const gone = new Set(entries.map(({ epoch, sequence }) => `${epoch}-${sequence}`));
    const stream = this.#streams.get(shard) ?? [];
    const kept = stream.filter(({ epoch, sequence }) => !gone.has(`${epoch}-${sequence}`));
    if (kept.length < stream.length) this.log.step(() => this.log.set(this.#streams, shard, kept));
  }

  writeWallet(shard: number, epoch: bigint, subject: string, fields: readonly string[]): void {
    const key = walletKey(shard, epoch, subject);
    const all = new Map(this.#wallets.get(key));
    for (let at = 0; at + 1 < fields.length; at += 2) all.set(fields[at] ?? '', fields[at + 1] ?? '');
    this.log.step(() => this.log.set(this.#wallets, key, all));
  }

  /** Fields of a wallet. */
  wallet(shard: number, epoch: bigint, subject: string): Fields {
    return this.#wallets.get(walletKey(shard, epoch, subject)) ?? noFields;
  }

  writeId(shard: number, epoch: bigint, tx: string, record: string, lifeMs: number): void {
    const untilMs = this.timeMs() + lifeMs;
    this.log.step(() => this.log.set(this.#ids, idKey(shard, epoch, tx), { record, untilMs }));
  }

  endId(shard: number, epoch: bigint, tx: string, lifeMs: number): void {
    const known = this.#id(shard, epoch, tx);
    if (known !== undefined) this.writeId(shard, epoch, tx, known, lifeMs);
  }

  sweepEpochs(obsolete: ReadonlyMap<number, ObsoleteEpochs>): void {
    this.log.step(() => {
      for (const map of [this.#wallets, this.#ids]) {
        for (const key of map.keys()) {
          const [shard = '', epochText = ''] = key.split('|');
          const rule = obsolete.get(Number(shard));
          if (rule === undefined || BigInt(epochText) >= rule.below || BigInt(epochText) === rule.keep) continue;
          if (map === this.#wallets) this.log.delete(this.#wallets, key);
          else this.log.delete(this.#ids, key);
        }
      }
    });
  }

  /** How many keys there are of these epochs of a shard. */
  keysOf(shard: number, epochs: ReadonlySet<bigint>): number {
    const keys = [...this.#wallets.keys(), ...this.#ids.keys()].map((key) => key.split('|'));
    return keys.filter(([of, epoch = '0']) => Number(of) === shard && epochs.has(BigInt(epoch))).length;
  }

  /** Runs `woken` once at the next entry, unless it is taken away before. */
  waitForEntries(woken: () => void): () => void {
    this.#waiting.add(woken);
    return () => this.#waiting.delete(woken);
  }

  gateRunId(shard: number): string | undefined {
    return this.#gates.get(shard)?.runId;
  }

  gateEpoch(shard: number, runId: string): bigint | undefined {
    const gate = this.#gates.get(shard);
    return gate?.runId === runId ? gate.epoch : undefined;
  }

  /** What `findScript` answers. */
  find(shard: number, runId: string, epoch: bigint, tx: string, fingerprint: Uint8Array): readonly string[] {
    const locked = this.#whyLocked(shard, runId, epoch);
    if (locked !== undefined) return locked;
    return this.#seen(shard, epoch, tx, fingerprint) ?? ['absent'];
  }

  /** What `submitScript` answers, after it did it. */
  submit(terms: SubmitTerms, intent: Intent, fingerprint: Uint8Array, event: Uint8Array): readonly string[] {
    const shard = walletShardOf(intent.wallet);
    const epoch = BigInt(terms.epoch);
    const locked = this.#whyLocked(shard, terms.runId, epoch);
    if (locked !== undefined) return locked;
    const head = this.#heads.get(shard);
    if (head?.epoch !== epoch) return ['locked'];
    const seen = this.#seen(shard, epoch, intent.tx, fingerprint);
    if (seen !== undefined) return seen;
    const nowMs = this.timeMs();
    if (nowMs - terms.idTimeMs >= limits.giftIdWindowMs) return ['stale'];
    if (terms.idTimeMs - nowMs > limits.giftIdFutureMs) return ['future'];
    if ((this.#streams.get(shard) ?? []).length >= limits.walletBacklogRefuse) return ['busy'];
    const key = walletKey(shard, epoch, intent.wallet);
    const fields = this.#wallets.get(key) ?? noFields;
    const before = heldOf(fields);
    const after = moved(before, intent, nowMs, terms.spendCap);
    if ('kind' in after) return [refusals[after.code] ?? 'locked', String(after.retryAtMs ?? '')];
    const sequence = head.sequence + 1n;
    const last = this.#lastIds.get(shard);
    if (last !== undefined && !isAfter({ epoch, sequence }, last)) return ['locked'];
    const entry: Accepted = { shard, epoch, sequence, intent, balance: after.coins };
    const record = idempotencyRecord(fingerprint, {
      epoch,
      sequence,
      balanceAfter: after.coins,
      amount: intent.amount,
    });
    this.log.step(() => {
      this.log.note(() => this.#witness.takenBack(entry));
      const added = {
        epoch,
        sequence,
        fields: streamFields(intent, event, nowMs, after.coins, after.coins - before.coins),
      };
      this.log.set(this.#streams, shard, [...(this.#streams.get(shard) ?? []), added]);
      this.log.set(this.#lastIds, shard, { epoch, sequence });
      this.log.set(this.#heads, shard, { epoch, sequence });
      if (kindSpec(intent.kind).effect !== 'none') {
        this.log.set(this.#wallets, key, new Map([...fields, ...fieldsOf(after)]));
      }
      this.writeId(shard, epoch, intent.tx, record, terms.keep ? Number.MAX_SAFE_INTEGER / 2 : idempotencyLifeMs);
    });
    this.#witness.accepted(entry);
    for (const woken of [...this.#waiting]) woken();
    return ['created', String(after.coins), String(epoch), String(sequence), String(intent.amount)];
  }

  #whyLocked(shard: number, runId: string, epoch: bigint): readonly string[] | undefined {
    const gate = this.#gates.get(shard);
    if (gate?.runId !== runId) return ['locked'];
    return gate.epoch === epoch ? undefined : ['locked', String(gate.epoch)];
  }

  #id(shard: number, epoch: bigint, tx: string): string | undefined {
    const known = this.#ids.get(idKey(shard, epoch, tx));
    return known !== undefined && known.untilMs > this.timeMs() ? known.record : undefined;
  }

  #seen(shard: number, epoch: bigint, tx: string, fingerprint: Uint8Array): readonly string[] | undefined {
    const record = this.#id(shard, epoch, tx);
    if (record === undefined) return undefined;
    const [known, place = '', balance = '', amount = ''] = record.split('|');
    if (known !== fingerprintText(fingerprint)) return ['reused'];
    const [atEpoch = '', atSequence = ''] = place.split('-');
    return ['exists', balance, atEpoch, atSequence, amount];
  }
}

function isAfter(a: Position, b: Position): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.sequence > b.sequence);
}

function walletKey(shard: number, epoch: bigint, subject: string): string {
  return `${shard}|${epoch}|${subject}`;
}

function idKey(shard: number, epoch: bigint, tx: string): string {
  return `${shard}|${epoch}|${tx}`;
}

function heldOf(fields: Fields): Held {
  const whole = (name: string): bigint => BigInt(fields.get(name) ?? '0');
  const cap = fields.get('c');
  return {
    ...{ coins: whole('b'), owed: whole('o'), day: Number(fields.get('d') ?? 0), spent: whole('s') },
    ...{ version: Number(fields.get('v') ?? 0), heldCoins: whole('h'), heldUntilMs: Number(fields.get('u') ?? 0) },
    ...{ dailyCap: cap === undefined ? undefined : BigInt(cap), frozen: fields.has('f') },
  };
}

function fieldsOf({ coins, owed, day, spent }: Held): readonly (readonly [string, string])[] {
  return [
    ['b', String(coins)],
    ['o', String(owed)],
    ['d', String(day)],
    ['s', String(spent)],
  ];
}

function streamFields(intent: Intent, event: Uint8Array, nowMs: number, after: bigint, change: bigint) {
  return new Map([
    ['p', Buffer.from(encodeIntent(intent))],
    ['b', Buffer.from(String(after))],
    ['t', Buffer.from(String(nowMs))],
    ['e', Buffer.from(event)],
    ['w', Buffer.from(intent.wallet)],
    ['d', Buffer.from(String(change))],
  ]);
}
