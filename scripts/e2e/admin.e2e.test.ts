import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { type RunFile, readRunFile } from '../cluster/run-file.ts';
import { apiRequest } from '../demo/api-request.ts';
import { repositoryRoot } from '../paths.ts';
import { eventually } from './eventually.ts';
import { newPerson } from './person.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();
let run: RunFile;
let mongo: MongoClient;
let keyFile: string;

beforeAll(async () => {
  const folder = inject('stateFolder');
  const found = readRunFile(folder);
  if (found === undefined) throw new Error('there is no run file');
  run = found;
  mongo = await new MongoClient(run.environments.migrate.MONGODB_URI ?? '').connect();
  const secrets = z.looseObject({ OPERATOR_KEYS: z.string() }).parse(JSON.parse(readFileSync(run.secretsFile, 'utf8')));
  keyFile = join(folder, 'operator.json');
  writeFileSync(keyFile, secrets.OPERATOR_KEYS, { mode: 0o600 });
});
afterAll(() => mongo.close());

const users = () =>
  mongo
    .db(run.environments.migrate.MONGODB_DATABASE ?? 'halobuzz')
    .collection<{ _id: string; username: string }>('users');

function program(path: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const file = join(repositoryRoot, ...path.split('/'));
  const env = { ...process.env, ...environment };
  return new Promise<{ status: number; output: string }>((resolve) => {
    execFile(process.execPath, [file, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ status, output: stdout + stderr });
    });
  });
}
const admin = (...args: string[]) =>
  program('scripts/commands/admin.ts', [...args, '--edge', cluster.edgeUrl, '--key-file', keyFile]);
const verify = () => program('realtime/src/main/people-cli.ts', ['verify'], run.environments.migrate);

it('an operator makes the first admin, and the audit log says so in an unbroken chain', async () => {
  const person = await newPerson(cluster.api, 'boss');
  expect(await admin('grant', person.username, 'admin', '--reason', 'the first one')).toMatchObject({
    status: 0,
    output: expect.stringContaining(`${person.username} (`),
  });
  await eventually(
    'the role shows',
    async () => (await cluster.api.me(person.accessToken)).roles,
    (roles) => roles.includes('admin'),
  );
  const verified = await eventually('the act is in the log', verify, ({ output }) => !output.includes('audit log: 0 '));
  expect(verified).toMatchObject({ status: 0, output: expect.stringContaining('unbroken') });
  // Tests beside this one make admins too, so that nobody can be known to be the last.
  const refused = await admin('grant', 'nobody_is_called_so', 'admin');
  expect(refused).toMatchObject({ status: 1, output: expect.stringContaining('not_found') });
});

it('the users collection comes back from the accounts after it was wiped, and counts stay', async () => {
  const [star, fan] = [await newPerson(cluster.api, 'star'), await newPerson(cluster.api, 'fan')];
  const ask = (method: 'GET' | 'POST' | 'PATCH', path: string, accessToken: string, body?: object) =>
    apiRequest(cluster.edgeUrl, {
      ...{ method, path: `/api/v1${path}`, accessToken, data: z.looseObject({}) },
      ...(body === undefined ? {} : { body }),
    });
  await ask('PATCH', '/users/me', star.accessToken, { displayName: 'A star', bio: 'Here.' });
  const profile = () => ask('GET', `/users/${star.username}`, fan.accessToken).catch(() => undefined);
  await eventually('the profile is projected', profile, (found) => found?.displayName === 'A star');
  await ask('POST', `/users/${star.username}/follow`, fan.accessToken, {});
  const before = await profile();
  expect(before).toMatchObject({ details: { followers: 1, bio: 'Here.' }, relation: { following: true } });

  const stored = () => users().findOne({ username: star.username }, { projection: { updatedAt: 0, version: 0 } });
  const [count, asStored] = [await users().countDocuments(), await stored()];
  await users().deleteMany({});
  // Asked of the database: the origin's cache is told of changes, and nobody tells it that a collection was wiped.
  expect([asStored === null, await stored()]).toEqual([false, null]);
  expect(await admin('reproject')).toMatchObject({
    status: 0,
    output: expect.stringMatching(/^\d+ accounts are being/),
  });
  await eventually(
    'every account is back',
    () => users().countDocuments(),
    (now) => now >= count,
  );
  expect(await stored()).toEqual(asStored);
  expect(await profile()).toEqual(before);
  expect(await verify()).toMatchObject({ status: 0, output: expect.stringContaining('follow counts: all right') });
});
