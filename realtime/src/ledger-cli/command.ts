import type { ParseArgsOptionsConfig } from 'node:util';
import { SUBJECT_ID_PATTERN } from '@halobuzz/core/ids';
import type { Db, MongoClient } from 'mongodb';
import type { WalletSessions } from '../adapters/redis/wallet-servers.ts';
import type { LedgerConfig } from '../config.ts';
import type { Owner } from '../lifecycle.ts';
import type { Logger } from '../observability/log.ts';

/** The question makes no sense: shown as it is, exit 2. */
export class UsageError extends Error {}

/** Open stores of the installation. */
export interface Stores {
  readonly config: LedgerConfig;
  readonly client: MongoClient;
  readonly db: Db;
  /** Undefined: Redis cannot be reached. */
  readonly wallets: WalletSessions | undefined;
  readonly owner: Owner;
  readonly log: Logger;
}

/** The words after a command's name. */
export interface Words {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** One command of `npm run ledger`. `run` answers whether everything holds: exit 0, else 1. */
export interface LedgerCommand {
  /** As in the help: words in angle brackets are positionals. */
  readonly usage: string;
  readonly help: string;
  readonly options?: ParseArgsOptionsConfig;
  readonly positionalsMax: number;
  /** Whether it works on files alone with these words, without any store. */
  readonly offline?: (words: Words) => boolean;
  readonly runOffline?: (words: Words) => Promise<boolean>;
  readonly run: (stores: Stores, words: Words) => Promise<boolean>;
}

/** The text of an option, undefined when it was not given. */
export function textOption(words: Words, name: string): string | undefined {
  const value = words.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The subject id among a command's words. */
export function subjectOf(words: Words): string {
  const [subject] = words.positionals;
  if (subject === undefined || !SUBJECT_ID_PATTERN.test(subject))
    throw new UsageError('give a subject id: s and 26 letters or digits');
  return subject;
}
