import { createHmac } from 'node:crypto';
import { base32 } from '@halobuzz/core/ids';
import type { ExportPerson } from './export-source.ts';

/** Account and subject ids wherever they stand in a text: a letter and 128 random bits. Nobody types one by accident. */
const idPattern = /(?<![a-z0-9])[aeus][a-z2-7]{26}(?![a-z0-9])/g;

/** Bits of a pseudonym: among the people of one archive none share one. */
const PSEUDONYM_BYTES = 8;

export type MaskPeople = (value: unknown) => unknown;

/**
 * Replaces the ids of everybody but the person themself by pseudonyms: the same in all of an archive, and in no other, as
 * its key is made for it and destroyed with the work. Walks arrays and objects; what is no text stays.
 */
export function maskPeople(maskKey: string, person: ExportPerson): MaskPeople {
  const own = new Map([
    [person.account, person.account],
    [person.subject, person.subject],
  ]);
  const pseudonym = (id: string): string => own.get(id) ?? `person-${digestOf(maskKey, id)}`;
  return function mask(value: unknown): unknown {
    if (typeof value === 'string') return value.replace(idPattern, pseudonym);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [String(mask(name)), mask(inner)]));
  };
}

function digestOf(maskKey: string, id: string): string {
  return base32(
    createHmac('sha256', Buffer.from(maskKey, 'base64url')).update(id).digest().subarray(0, PSEUDONYM_BYTES),
  );
}
