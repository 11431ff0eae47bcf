import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { describe, expect, it } from 'vitest';
import { createTestOrigin } from '../testing/test-origin.ts';
import type { EndedLivestream } from './livestream.ts';
import { hasPassed, settleSummary, summaryView } from './summary.ts';

const head = (shard: number, epoch: number, sequence: number) => ({ shard, epoch, sequence });

describe('hasPassed', () => {
  it.each([
    ['nothing was ever taken', [], [head(1, 0, 0)], true],
    ['a shard has no cursor', [], [head(1, 1, 1)], false],
    ['the cursor stands at the head', [head(1, 1, 5)], [head(1, 1, 5)], true],
    ['the cursor stands before it', [head(1, 1, 4)], [head(1, 1, 5)], false],
    ['a rebuild came after', [head(1, 2, 1)], [head(1, 1, 5)], true],
    ['the cursor is of an older epoch', [head(1, 1, 9)], [head(1, 2, 5)], false],
    ['one of two is behind', [head(1, 1, 5), head(2, 1, 1)], [head(1, 1, 5), head(2, 1, 2)], false],
  ])('when %s', (_, cursors, heads, passed) => {
    expect(hasPassed(cursors, heads)).toBe(passed);
  });
});

const ended: EndedLivestream = {
  ...{ id: '01900000-0000-7000-8000-000000000001', hostId: 'h', hostHandle: 'h', hostSubject: 's', title: 't' },
  ...{ category: 'talk', country: 'NP', region: 'r', currentViewers: 0, startedAtMs: 1_000, status: 'ended' },
  ...{ endedAtMs: 3_999, endReason: 'host', final: false, tags: [], privacy: publicPrivacy, listed: true },
  summary: { peakViewers: 4, uniqueViewers: 5, likes: 6, gifts: 0, coins: 0n, diamonds: 0n, topGifters: [] },
};

describe('a summary', () => {
  it('takes its heads later when the wallets were away at the end, and is stored so', async () => {
    const origin = await createTestOrigin({ readProjected: async () => [] });
    origin.fakes.livestreams.all.set(ended.id, ended);
    const settled = await settleSummary(origin.deps, ended);
    expect(settled).toMatchObject({ final: false, endHeads: [{ shard: 3, epoch: 1, sequence: 7 }] });
    expect(origin.fakes.livestreams.all.get(ended.id)).toMatchObject({ endHeads: settled.endHeads });
  });

  it('takes money from the ledger when Redis lost the room, and never moves once final', async () => {
    const origin = await createTestOrigin();
    const roomTotals = async () => ({ gifts: 2, coins: 3n, diamonds: 1n });
    const settled = await settleSummary({ ...origin.deps, ledger: { roomTotals } }, ended);
    expect(summaryView(settled, undefined, {})).toMatchObject({
      durationSeconds: 2,
      peakViewers: 4,
      gifts: 2,
      coins: '3',
      final: true,
    });
    expect(await settleSummary(origin.deps, settled)).toBe(settled);
  });
});
