import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { payoutOrder, payoutProviderContract } from '../../../testing/payout-provider.contract.ts';
import { sandboxPayouts } from './sandbox-provider.ts';

let database: OwnDatabase;
beforeAll(async () => {
  database = await openOwnDatabase();
});
afterAll(() => database.stop());

payoutProviderContract('The sandbox', () => ({ provider: sandboxPayouts(database.db), admit: () => undefined }));

it('the sandbox fails and delays by the amount, so that both can be tried', async () => {
  const provider = sandboxPayouts(database.db);
  expect(await provider.send(payoutOrder({ amount: 913n }))).toMatchObject({ kind: 'failed' });
  expect(await provider.send(payoutOrder({ amount: 917n }))).toMatchObject({ kind: 'pending', amount: 917n });
});
