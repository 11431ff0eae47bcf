import type { ErasureStepRequest, ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import type { Db } from 'mongodb';
import type { ImageStore } from '../../images/image-store.ts';
import { type EraseBroadcastsDeps, eraseBroadcasts } from './erase-broadcasts.ts';
import { eraseConduct } from './erase-conduct.ts';
import { eraseMoneyRecords, eraseUnderSubjects } from './erase-money-records.ts';
import { type ErasePeopleDeps, erasePeople } from './erase-people.ts';
import { type EraseRoomsDeps, eraseRooms } from './erase-rooms.ts';
import { type FailureDeps, failureCounter } from './erasure-failures.ts';
import { type ErasureService, pieceDone, pieceMore } from './erasure-service.ts';
import { moneyOutlook, type OutlookDeps } from './money-outlook.ts';
import { type SettleDeps, settleMoney } from './settle-money.ts';

export type ErasureDeps = SettleDeps &
  OutlookDeps &
  ErasePeopleDeps &
  EraseBroadcastsDeps &
  EraseRoomsDeps &
  FailureDeps & { readonly images: Pick<ImageStore, 'deleteImagesOf'> };

/** What the origin does for erasures, over its stores. */
export function composeErasure(deps: ErasureDeps): ErasureService {
  return {
    outlook: (actor) => moneyOutlook(deps, actor),
    step: async (request) => takeStep(deps, await knownAgain(deps.db, request)),
    failed: failureCounter(deps),
    subjects: (subjects) => eraseUnderSubjects(deps, subjects),
  };
}

function takeStep(deps: ErasureDeps, request: ErasureStepRequest): Promise<ErasureStepResult> {
  switch (request.step) {
    case 'money_settled':
      return settleMoney(deps, request);
    case 'database_people':
      return erasePeople(deps, request);
    case 'database_broadcasts':
      return eraseBroadcasts(deps, request);
    case 'database_conduct':
      return eraseConduct(deps, request);
    case 'database_money':
      return eraseMoneyRecords(deps, request);
    case 'rooms_and_caches':
      return eraseRooms(deps, request);
    case 'pictures':
      return erasePictures(deps, request);
    default:
      return request.step satisfies never;
  }
}

/**
 * After a restore the edge knows an account's id alone; what came back may say the rest: its own row the name, its broadcasts
 * the subject. Both go by later steps of the same replay.
 */
async function knownAgain(db: Db, request: ErasureStepRequest): Promise<ErasureStepRequest> {
  if (request.subject !== '' || request.username !== '') return request;
  const { accountId } = request;
  const user = await db
    .collection<{ _id: string; username: string }>('users')
    .findOne({ _id: accountId }, { projection: { username: 1 } });
  const hosted = await db
    .collection<{ hostId: string; hostSubject?: string }>('livestreams')
    .findOne({ hostId: accountId, hostSubject: { $gt: '' } }, { projection: { hostSubject: 1 }, hint: 'host' });
  const username = user === null || user.username === ERASED_NAME ? '' : user.username;
  return { ...request, username, subject: hosted?.hostSubject ?? '' };
}

/** Done once nothing is known of any picture: the edge deletes the files, and tells that they are gone. */
async function erasePictures(
  { db, images }: ErasureDeps,
  { accountId }: ErasureStepRequest,
): Promise<ErasureStepResult> {
  await images.deleteImagesOf(accountId);
  const left = await db.collection('images').countDocuments({ account: accountId }, { hint: 'owned' });
  return left === 0 ? pieceDone({}) : pieceMore({});
}
