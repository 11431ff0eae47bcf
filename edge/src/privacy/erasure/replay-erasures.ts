import {
  type ErasureStepRequest,
  type ErasureStepResult,
  erasurePaths,
  erasureStepResultSchema,
} from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import { objectOfAccount } from '../../accounts/account/stubs.ts';
import { createImageFiles } from '../../images/image-files.ts';
import { sweepImages } from '../../images/sweep-images.ts';
import type { Services } from '../../services.ts';
import { erasedSubjects } from './erased-subjects.ts';
import { listTombstones, type Tombstone } from './tombstones.ts';

/**
 * The steps that a store from a backup needs again. Broadcasts and people last: they came back with the host's subject and
 * the name, by which the steps before find their part. The ledger needs none, for it names subjects alone; what stands beside it
 * under the subject of somebody who never broadcast is found by the list of subjects, behind all accounts.
 */
const replayed = [
  'database_money',
  'database_conduct',
  'rooms_and_caches',
  'pictures',
  'database_broadcasts',
  'database_people',
] as const satisfies readonly ErasureStepRequest['step'][];

export interface ReplayedErasures {
  readonly replayed: number;
  /** Documents, keys and files that were there again. */
  readonly changed: number;
  readonly next?: string;
}

const subjectsBegin = 'subjects:';

/** Erases the accounts behind `after` again, some at a time, then what is kept by subject. May be repeated, and stopped anywhere. */
export async function replayErasures(
  services: Pick<Services, 'bindings' | 'config' | 'origin' | 'account' | 'privacy'>,
  after: string | undefined,
  requestId: string,
): Promise<ReplayedErasures> {
  if (after?.startsWith(subjectsBegin)) return replaySubjects(services, after.slice(subjectsBegin.length), requestId);
  const page = await listTombstones(services.bindings, after, limits.erasureReplayAccountsMax);
  let changed = 0;
  for (const tombstone of page.items) changed += await replayOne(services, tombstone, requestId);
  return { replayed: page.items.length, changed, next: page.next ?? subjectsBegin };
}

async function replaySubjects(
  { bindings, origin }: Pick<Services, 'bindings' | 'origin'>,
  after: string,
  requestId: string,
): Promise<ReplayedErasures> {
  const { subjects, next } = await erasedSubjects(bindings, after);
  let changed = 0;
  if (subjects.length > 0) {
    const timeoutMs = limits.erasurePieceTimeoutMs;
    const request = { method: 'POST', path: erasurePaths.subjects, body: { subjects }, requestId, timeoutMs } as const;
    changed = sumOf(await origin.call(request, erasureStepResultSchema));
  }
  return { replayed: 0, changed, ...(next === undefined ? {} : { next: `${subjectsBegin}${next}` }) };
}

function sumOf({ counts }: ErasureStepResult): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function replayOne(
  { bindings, config, origin, account, privacy }: Parameters<typeof replayErasures>[0],
  tombstone: Tombstone,
  requestId: string,
): Promise<number> {
  const { accountId, erasureId } = tombstone;
  if ((await privacy(accountId).replayErasure(tombstone)) === 'rewound') return 0;
  // Its own object may have come back as well: unreadable, as the key stays destroyed, and emptied here.
  await objectOfAccount(bindings.SUBJECT_KEYS, accountId, config.jurisdictions).destroy();
  await account(accountId).discard();
  let changed = 0;
  for (const step of replayed) {
    for (;;) {
      const body = { step, erasureId, accountId, subject: '', username: '' } satisfies ErasureStepRequest;
      const timeoutMs = limits.erasurePieceTimeoutMs;
      const request = { method: 'POST', path: erasurePaths.steps, body, requestId, timeoutMs } as const;
      const result = await origin.call(request, erasureStepResultSchema);
      changed += sumOf(result);
      if (result.done) break;
      if (step === 'pictures') await sweepImages({ origin, imageFiles: createImageFiles(bindings) });
    }
  }
  return changed;
}
