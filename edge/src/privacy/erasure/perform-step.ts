import { erasurePaths, erasureStepResultSchema, type OriginStep } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import type { ErasureStep } from '@halobuzz/core/privacy/erasure-steps';
import { objectOfAccount } from '../../accounts/account/stubs.ts';
import { createImageFiles } from '../../images/image-files.ts';
import { sweepImages } from '../../images/sweep-images.ts';
import type { PrivacyContext } from '../privacy-context.ts';
import { ownerOf } from '../privacy-tables.ts';
import type { ClosedAccount } from './account-closing.ts';
import { eraseArchives } from './erase-archives.ts';
import { noteErasedSubject } from './erased-subjects.ts';
import type { ErasurePlan } from './erasure-store.ts';
import { writeTombstone } from './tombstones.ts';

/**
 * What a piece of a step came to. `waits`: something else has to happen first. `void`: the erasure was taken back.
 * `early`: it still can be.
 */
export type StepOutcome =
  | { readonly kind: 'done'; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: 'more'; readonly waits: boolean; readonly counts: Readonly<Record<string, number>> }
  | { readonly kind: 'void' | 'early' };

export type PerformStep = (context: PrivacyContext, plan: ErasurePlan, step: ErasureStep) => Promise<StepOutcome>;

const done = (counts: Readonly<Record<string, number>>): StepOutcome => ({ kind: 'done', counts });

/** One bounded piece of a step. Each may be repeated, whatever became of the try before. @throws what a store throws */
export const performStep: PerformStep = async (context, plan, step) => {
  const { env, config } = context;
  const accountId = ownerOf(context.sql);
  if (accountId === undefined) throw new Error('an erasure without its owner');
  const account = objectOfAccount(env.ACCOUNTS, accountId, config.jurisdictions);
  switch (step) {
    case 'account_closed': {
      const closing = await account.closeForErasure(plan.id);
      return closing.kind === 'closed' ? done({ accounts: 1 }) : { kind: closing.kind };
    }
    case 'tombstone_written': {
      const { id: erasureId, certificateId } = plan;
      const erasedAt = new Date().toISOString();
      await writeTombstone(env, { accountId, erasureId, certificateId, erasedAt });
      return done({ tombstones: 1 });
    }
    case 'money_settled': {
      const closed = await account.describeClosed(plan.id);
      const outcome = await originPiece(context, plan, step, closed);
      // The last that anybody hears of it together with this account.
      if (outcome.kind === 'done') await noteErasedSubject(env, closed.subject);
      return outcome;
    }
    case 'database_people':
    case 'database_broadcasts':
    case 'database_conduct':
    case 'database_money':
    case 'rooms_and_caches':
      return originPiece(context, plan, step, await account.describeClosed(plan.id));
    case 'pictures': {
      // Whose files are to be deleted stands at the origin; it forgets them once they are gone.
      const files = await sweepImages({ origin: context.origin, imageFiles: createImageFiles(env) });
      const outcome = await originPiece(context, plan, step, await account.describeClosed(plan.id));
      return outcome.kind === 'more' ? { ...outcome, waits: files === 0 } : outcome;
    }
    case 'exports':
      return done(await eraseArchives(context, accountId));
    case 'names':
      return done(await releaseNames(context, await account.describeClosed(plan.id)));
    case 'farewell_sent':
      return done({ mails: await account.sendFarewell(plan.id, plan.certificateId) });
    case 'account_emptied':
      return (await account.emptyErased(plan.id)) ? done({ accounts: 1 }) : { kind: 'more', waits: true, counts: {} };
    case 'key_destroyed':
      await objectOfAccount(env.SUBJECT_KEYS, accountId, config.jurisdictions).destroy();
      return done({ keys: 1 });
    default:
      return step satisfies never;
  }
};

async function originPiece(
  context: PrivacyContext,
  { id: erasureId }: ErasurePlan,
  step: OriginStep,
  { accountId, subject, username }: ClosedAccount,
): Promise<StepOutcome> {
  const body = { step, erasureId, accountId, subject, username };
  const timeoutMs = limits.erasurePieceTimeoutMs;
  const request = { method: 'POST', path: erasurePaths.steps, body, timeoutMs } as const;
  const result = await context.origin.call(request, erasureStepResultSchema);
  if (result.done) return done(result.counts);
  return { kind: 'more', waits: result.waits, counts: result.counts };
}

/** The username rests before somebody else may have it; addresses and passkeys are free at once. */
async function releaseNames(context: PrivacyContext, account: ClosedAccount): Promise<Record<string, number>> {
  const { NAMES } = context.env;
  const nameOf = (digest: string) => NAMES.get(NAMES.idFromName(digest));
  const untilMs = Date.now() + limits.erasedNameRestMs;
  await nameOf(account.usernameDigest).rest(account.accountId, account.usernameDigest, untilMs);
  for (const digest of account.otherDigests) await nameOf(digest).leave(account.accountId);
  return { usernames: 1, others: account.otherDigests.length };
}
