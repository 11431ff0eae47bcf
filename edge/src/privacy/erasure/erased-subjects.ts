import { newOpaqueId, SUBJECT_ID_PATTERN } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import { randomBytes } from '../../bytes.ts';
import { dayOf } from '../../day-of.ts';
import { quietly } from '../../observability/quietly.ts';
import { putOnce, readKept, type TombstoneBucket } from './tombstones.ts';

/**
 * Subjects of erased accounts, so that what is kept under one goes again after a restore. Account and subject must not stand
 * together, nor be told apart by the moment they were written: a subject waits alone, under its own name, and all of a day
 * are put into lists at once, in an order that says nothing.
 */
const waitingPrefix = 'erased-subjects/waiting/';
const listPrefix = 'erased-subjects/lists/';

const listSchema = z.strictObject({ day: z.iso.date(), subjects: z.array(z.string().regex(SUBJECT_ID_PATTERN)) });

/** May be repeated: a subject is there once, or in a list as well. */
export async function noteErasedSubject({ EXPORTS }: TombstoneBucket, subject: string): Promise<void> {
  await EXPORTS.put(`${waitingPrefix}${subject}`, '');
}

/** Puts those of the days before into lists, which are never changed again. Who dies in between lists some twice. @returns how many */
export async function listErasedSubjects(bucket: TombstoneBucket, nowMs: number): Promise<number> {
  const day = dayOf(nowMs);
  const todayMs = Date.parse(day);
  const keys: string[] = [];
  for (let startAfter = waitingPrefix; ; ) {
    const { objects, truncated } = await bucket.EXPORTS.list({ prefix: waitingPrefix, startAfter });
    keys.push(...objects.filter(({ uploaded }) => uploaded.getTime() < todayMs).map(({ key }) => key));
    const last = objects.at(-1)?.key;
    if (!truncated || last === undefined) break;
    startAfter = last;
  }
  for (let from = 0; from < keys.length; from += limits.erasedSubjectsListMax) {
    const some = keys.slice(from, from + limits.erasedSubjectsListMax);
    const subjects = some.map((key) => key.slice(waitingPrefix.length));
    await putOnce(bucket, `${listPrefix}${day}-${newOpaqueId('su', randomBytes)}`, { day, subjects });
    await bucket.EXPORTS.delete(some);
  }
  return keys.length;
}

/** The same by the clock: what fails now is done by the next. */
export function listSubjectsQuietly(bucket: TombstoneBucket, nowMs: number): Promise<void> {
  return quietly('erasure: subjects could not be listed yet', () => listErasedSubjects(bucket, nowMs));
}

/**
 * Some of all subjects, those that wait first: one that is put into a list meanwhile is met again and never missed.
 * `after`: '' or what `next` was, the key of an object. `next`: there may be more.
 */
export async function erasedSubjects(
  bucket: TombstoneBucket,
  after: string,
): Promise<{ readonly subjects: readonly string[]; readonly next?: string }> {
  const { EXPORTS } = bucket;
  if (!after.startsWith(listPrefix)) {
    const startAfter = after === '' ? waitingPrefix : after;
    const page = await EXPORTS.list({ prefix: waitingPrefix, startAfter, limit: limits.erasedSubjectsListMax });
    const last = page.objects.at(-1)?.key;
    const next = page.truncated && last !== undefined ? last : listPrefix;
    return { subjects: page.objects.map(({ key }) => key.slice(waitingPrefix.length)), next };
  }
  const page = await EXPORTS.list({ prefix: listPrefix, startAfter: after, limit: 1 });
  const key = page.objects[0]?.key;
  if (key === undefined) return { subjects: [] };
  const list = await readKept(bucket, key, listSchema);
  return { subjects: list?.subjects ?? [], next: key };
}
