import type { CampaignWork } from '@halobuzz/core/api/internal-consents';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { afterEach, expect, test, vi } from 'vitest';
import type { OriginRequest } from '../origin/client.ts';
import { sendCampaigns } from './send-campaigns.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const campaign = { id: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4', subject: 'Festival', text: 'On Friday.' };

/** An origin with these pages, which moves on only when it is told; accounts take each campaign once. */
function world(pages: readonly string[][], accountsDown: readonly string[] = []) {
  const taken: string[] = [];
  const delaysMs: number[] = [];
  const reports: unknown[] = [];
  const state = { at: 0, reportsFail: false };
  const work = (): CampaignWork | undefined => {
    const accounts = pages[state.at];
    return accounts === undefined ? undefined : { campaign, accounts };
  };
  const deps = {
    origin: {
      // The pass asks for pages alone.
      call: (async () => ({ work: work() })) as never,
      async send({ body }: Pick<OriginRequest, 'body'>) {
        if (state.reportsFail) throw new AppError('unavailable');
        reports.push(body);
        state.at += 1;
      },
    },
    account: (accountId: string) => ({
      async offerCampaign(_mail: unknown, delayMs: number) {
        if (accountsDown.includes(accountId)) throw new Error('it does not answer');
        if (taken.includes(accountId)) return false;
        taken.push(accountId);
        delaysMs.push(delayMs);
        return true;
      },
    }),
  };
  return { deps, taken, delaysMs, reports, state };
}

test('asks every account of every page once, and says how many took it', async () => {
  const { deps, taken, delaysMs, reports } = world([['a', 'b'], ['c'], []]);
  expect(await sendCampaigns(deps)).toBe(3);
  expect(taken).toEqual(['a', 'b', 'c']);
  expect(delaysMs, 'their mails leave one after the other').toEqual(
    [0, 1, 2].map((n) => n * limits.campaignMailPauseMs),
  );
  expect(reports).toEqual([2, 1, 0].map((n) => ({ after: undefined, next: undefined, asked: n, queued: n })));
  expect(await sendCampaigns(deps)).toBe(0);
});

test('asks no more than some pages in a pass', async () => {
  const { deps, taken, state } = world(Array.from({ length: limits.campaignPagesPerPassMax + 2 }, (_, i) => [`a${i}`]));
  await sendCampaigns(deps);
  expect(taken).toHaveLength(limits.campaignPagesPerPassMax);
  await sendCampaigns(deps);
  expect([taken.length, state.at]).toEqual([limits.campaignPagesPerPassMax + 2, limits.campaignPagesPerPassMax + 2]);
});

test('that could not tell the origin asks the page again, and nobody takes it twice', async () => {
  const { deps, taken, state, reports } = world([['a', 'b']]);
  state.reportsFail = true;
  await expect(sendCampaigns(deps)).rejects.toThrow(AppError);
  state.reportsFail = false;
  expect(await sendCampaigns(deps)).toBe(0);
  expect(taken).toEqual(['a', 'b']);
  expect(reports).toHaveLength(1);
});

test('goes on past an account that does not answer, and waits where none does', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const one = world([['a', 'broken', 'b']], ['broken']);
  expect(await sendCampaigns(one.deps)).toBe(2);
  expect(one.reports).toMatchObject([{ asked: 3, queued: 2 }]);
  expect(logged).toHaveBeenCalledOnce();
  const all = world([['a', 'b']], ['a', 'b']);
  expect(await sendCampaigns(all.deps)).toBe(0);
  expect(all.reports).toEqual([]);
});
