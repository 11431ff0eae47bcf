import { writeSync } from 'node:fs';
import { Redis } from 'ioredis';
import type { MongoClient } from 'mongodb';

/** One call of a process to a store, as it is about to be sent or as its answer has just come. */
export interface Operation {
  readonly store: 'redis' | 'mongo';
  readonly at: 'before' | 'after';
  /** Of the Redis command or the MongoDB command. */
  readonly name: string;
  /** Name of the Redis connection, or the MongoDB collection. */
  readonly where: string;
  /** Arguments, or the command as JSON: the first 32,000 characters. */
  readonly text: string;
  /** Whether Redis answered with something. */
  readonly answered: boolean;
}

const shownCharsMax = 32_000;
/** What drivers do on their own. */
const background = /^(ping|hello|ismaster|info|client|auth|select|endSessions|config)$/i;

/**
 * Tells of every call of this process to its stores: just before it is sent, and when its answer has come but nobody has
 * heard it yet. For programs that tests start: it changes ioredis for the whole process.
 */
export function watchOperations(client: MongoClient, tell: (operation: Operation) => void): void {
  const send = Redis.prototype.sendCommand;
  Redis.prototype.sendCommand = function (this: Redis, ...given: Parameters<Redis['sendCommand']>) {
    const [command] = given;
    const name = command.name.toLowerCase();
    if (background.test(name)) return send.apply(this, given);
    const text = command.args.map(String).join(' ').slice(0, shownCharsMax);
    const operation = { store: 'redis', name, where: String(this.options.connectionName), text } as const;
    tell({ ...operation, at: 'before', answered: false });
    command.promise.then(
      (reply: unknown) => tell({ ...operation, at: 'after', answered: reply !== null }),
      () => {},
    );
    return send.apply(this, given);
  };
  const names = new Map<number, Pick<Operation, 'where' | 'text'>>();
  client.on('commandStarted', ({ requestId, commandName, command }) => {
    if (background.test(commandName)) return;
    const text = JSON.stringify(command, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
    const shown = { where: String(command[commandName]), text: text.slice(0, shownCharsMax) };
    names.set(requestId, shown);
    tell({ store: 'mongo', at: 'before', name: commandName, ...shown, answered: false });
  });
  client.on('commandSucceeded', ({ requestId, commandName }) => {
    const shown = names.get(requestId);
    names.delete(requestId);
    if (shown !== undefined) tell({ store: 'mongo', at: 'after', name: commandName, ...shown, answered: true });
  });
}

/** Ends this process as `kill -9` does, before anything else happens in it. */
export function dieNow(): void {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment to arrive; nothing may be done meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
}

/** What a process says before it freezes. */
export const frozenWord = 'frozen';

/** Stops this process until it gets SIGCONT, as a machine that stalls does. */
function freezeNow(): void {
  writeSync(1, `${frozenWord}\n`);
  process.kill(process.pid, 'SIGSTOP');
}

type Judge = (operation: Operation) => boolean;

const redis = (at: Operation['at'], name: string, text: RegExp = /./): Judge => {
  return (one) => one.store === 'redis' && one.at === at && one.name === name && text.test(one.text);
};
const mongo = (at: Operation['at'], name: string, where: string, text: RegExp = /./): Judge => {
  return (one) =>
    one.store === 'mongo' && one.at === at && one.name === name && one.where === where && text.test(one.text);
};
const commit = (at: Operation['at']): Judge => {
  return (one) => one.store === 'mongo' && one.at === at && one.name === 'commitTransaction';
};
const heads = 'ledger_heads';
/** Cursors also go with commits. */
const cursorAlone = /^(?!.*"autocommit":false).*"projected"/;
const switching = /\{w\d\d\}:open \{w\d\d\}:head \d+ \d+ \S+$/;

/** Where a ledger writer can be told to die, in the order in which it comes by. The second one: the first has come through. */
export const ledgerSteps = {
  'before it takes the lease': mongo('before', 'update', heads, /leaseUntil/),
  'after it took the lease': mongo('after', 'update', heads, /leaseUntil/),
  'before it reads': redis('before', 'xread'),
  'after it read': (one: Operation) => redis('after', 'xread')(one) && one.answered,
  'in the transaction, when the head moved': mongo('after', 'update', heads, /"autocommit":false/),
  'in the transaction, when the entries are written': mongo('after', 'insert', 'transactions'),
  'in the transaction, when all is written': commit('before'),
  'after the commit, before anything else': commit('after'),
  'after the commit, when its confirmations are about to leave': redis('before', 'publish', /ctl:to:/),
  'before it projects': (one: Operation) => redis('before', 'evalsha')(one) && one.where === 'rooms',
  'when a gift is applied to its room': (one: Operation) =>
    one.where === 'rooms' && one.at === 'after' && one.name === 'evalsha',
  'when gifts are applied, before the cursor moves': mongo('before', 'update', heads, cursorAlone),
  'after projecting, before it trims': mongo('after', 'update', heads, cursorAlone),
  'after it trimmed': (one: Operation) => redis('after', 'xtrim')(one),
  'before the kept id of an order ends': redis('before', 'pexpire', /:id:/),
  'when a rebuild is claimed': (one: Operation) =>
    one.store === 'mongo' && one.at === 'after' && one.where === heads && /"state":"rebuilding"/.test(one.text),
  'when a rebuild wrote half of the wallets': redis('before', 'hset', /:e\d+:w:/),
  'when a rebuild wrote half of the ids': redis('before', 'set', /:e\d+:id:/),
  'when a rebuild is about to switch': redis('before', 'evalsha', switching),
  'when a rebuild has switched': redis('after', 'evalsha', switching),
  'when a rebuild told MongoDB, before the gate opens': (one: Operation) =>
    one.store === 'mongo' && one.at === 'after' && one.where === heads && /"epoch":.*"state":"open"/.test(one.text),
  'when a checkpoint is a file, before MongoDB has it': mongo('before', 'insert', 'ledger_checkpoints'),
  'when MongoDB has a checkpoint': mongo('after', 'insert', 'ledger_checkpoints'),
} as const satisfies Record<string, Judge>;

export type LedgerStep = keyof typeof ledgerSteps;

/** Where to die: at the given occurrence of a step, or at the so-many-th call or answer of any kind. */
export type DieAt = ({ readonly step: LedgerStep; readonly occurrence: number } | { readonly operation: number }) & {
  /** Stops until SIGCONT instead of dying. */
  readonly freeze?: boolean;
};

/** Watches, and dies when it is time. */
export function dieAt(client: MongoClient, place: DieAt): void {
  let seen = 0;
  watchOperations(client, (operation) => {
    if ('step' in place && !ledgerSteps[place.step](operation)) return;
    seen += 1;
    if (seen !== ('step' in place ? place.occurrence : place.operation)) return;
    if (place.freeze === true) freezeNow();
    else dieNow();
  });
}
