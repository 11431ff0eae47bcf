import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { CommittedEntry } from './committed-gift.ts';
import { toldEntries } from './handed-over.ts';
import { ledgerMetrics } from './ledger-metrics.ts';
import type { Confirmation } from './project-gifts.ts';
import { storeOutages } from './store-outages.ts';
import { gatewayTeller } from './tell-gateways.ts';

function entryOf(sequence: bigint, nodeId: string | undefined): CommittedEntry {
  const tx = `tx${sequence}`;
  const gift = {
    ...{ shard: 1, epoch: 1, sequence: Number(sequence), tx, event: new Uint8Array(0), account: 'a', name: 'Asha' },
    ...{ coins: 1n, earned: 0n, payee: 's', acceptedAtMs: 1_000 },
  };
  return {
    epoch: 1n,
    sequence,
    keptId: undefined,
    shown: nodeId === undefined ? undefined : { room: 'r', nodeId, gift },
  };
}

it('sends each gateway one message with its own gifts, of each gift once', async () => {
  const sent: [string, string[]][] = [];
  const registry = new Registry();
  const confirm = async (nodeId: string, gifts: readonly Confirmation[]): Promise<void> => {
    sent.push([nodeId, gifts.map(({ tx }) => tx)]);
  };
  const outages = storeOutages(1_000, () => 0);
  const teller = gatewayTeller(confirm, outages, { wallMs: () => 1_500 }, ledgerMetrics(registry));
  const [one, other] = [toldEntries(), toldEntries()];
  const first = { told: one, entries: [entryOf(1n, 'gw1'), entryOf(2n, undefined), entryOf(3n, 'gw2')] };
  teller.tell([first, { told: other, entries: [entryOf(8n, 'gw1'), entryOf(9n, '')] }]);
  // As the projector does, which found them in the stream.
  teller.tell([{ told: one, entries: [...first.entries, entryOf(4n, 'gw1')] }]);
  await teller.settled();
  expect(sent).toEqual([
    ['gw1', ['tx1', 'tx8']],
    ['gw2', ['tx3']],
    ['gw1', ['tx4']],
  ]);
  const lag = await registry.getSingleMetricAsString('halobuzz_ledger_confirm_lag_seconds');
  expect(lag).toContain('halobuzz_ledger_confirm_lag_seconds_count 3');
  expect(lag).toContain('halobuzz_ledger_confirm_lag_seconds_sum 1.5');
});
