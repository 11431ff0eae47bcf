import { MongoClient, type MongoClientOptions } from 'mongodb';
import type { Owner } from '../../lifecycle.ts';

/** Money is read and written on the primary, acknowledged by a majority with its journal. */
const options: MongoClientOptions = {
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  retryWrites: true,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 60_000,
  maxPoolSize: 20,
  ignoreUndefined: true,
};

/**
 * Connects to the replica set; rejects when no primary is found in time. `monitorCommands`: its listeners hear of each command.
 * `watch` gets the client before it connects, so that it hears of everything.
 */
export async function connectMongo(
  uri: string,
  owner: Owner,
  { watch, ...more }: Pick<MongoClientOptions, 'monitorCommands'> & { readonly watch?: (client: MongoClient) => void } = {},
): Promise<MongoClient> {
  const client = new MongoClient(uri, { ...options, ...more });
  owner.own('mongodb', () => client.close());
  watch?.(client);
  await client.connect();
  return client;
}
