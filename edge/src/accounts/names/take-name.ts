import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Services } from '../../services.ts';

/** What the account answers: it goes by the name now; it was asked too late; or what it would have recorded is gone. */
export type RecordedName = 'recorded' | 'late' | 'gone';

/**
 * Gives a name to an account: reserve → record in the account → commit. Each step may be repeated; a commit that is lost is
 * made up for by the name's alarm, which asks the account.
 *
 * The reservation is a lease: the account refuses to record the name in the last half of it, so that it never takes a
 * name that has meanwhile gone to somebody else. Clocks may differ by that half, 30 s.
 *
 * @param record writes the name into the account unless it is later than that
 * @throws AppError `unavailable` when the account was reached too late; nothing has changed, repeat it
 */
export async function takeName(
  services: Pick<Services, 'clock' | 'name'>,
  accountId: string,
  digest: string,
  record: (beforeMs: number) => Promise<RecordedName>,
): Promise<'held' | 'taken' | 'gone'> {
  const beforeMs = services.clock() + limits.nameReservationMs / 2;
  const name = services.name(digest);
  if ((await name.reserve(accountId, digest)) === 'taken') return 'taken';
  const recorded = await record(beforeMs);
  if (recorded === 'late') throw new AppError('unavailable');
  if (recorded === 'gone') return 'gone';
  if ((await name.commit(accountId, digest)) === 'lost') throw new Error('a name was lost inside its lease');
  return 'held';
}
