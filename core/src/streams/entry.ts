import { z } from 'zod';
import { type StreamPrivacy, streamPrivacySchema } from './privacy.ts';

/**
 * A broadcast's door, as its room knows it. `version` rises with every change of who may enter; `passwordVersion` with
 * every new password, 0 while there never was one.
 */
export const doorSchema = z.strictObject({
  version: z.int(),
  passwordVersion: z.int(),
  privacy: streamPrivacySchema,
});
export type Door = Readonly<z.infer<typeof doorSchema>>;

/** What is known of somebody who wants to enter, or to stay. */
export interface EntryFacts {
  /** Follows the host. */
  readonly follows: boolean;
  readonly invited: boolean;
  /** Moderates the host's rooms, named by the host. */
  readonly moderator: boolean;
  /** ISO 3166-1 alpha-2; `XX` when unknown, which no block holds back. */
  readonly country: string;
  /** Has said a birth date that makes them an adult. */
  readonly adult: boolean;
  /** Of the newest password that they gave, 0 for none. */
  readonly passwordVersion: number;
}

export const entryRefusals = [
  'room_country_blocked',
  'room_adults_only',
  'room_followers_only',
  'room_private',
  'room_password_required',
] as const;
export type EntryRefusal = (typeof entryRefusals)[number];

/**
 * Why somebody may not enter or stay; undefined when they may. Not asked of the host and of staff who moderate every
 * room. An invitation, or moderating the host's rooms, opens every door but those of country and age.
 */
export function refusedEntry(door: Omit<Door, 'version'>, facts: EntryFacts): EntryRefusal | undefined {
  const { privacy } = door;
  if (privacy.countryBlocks.includes(facts.country)) return 'room_country_blocked';
  if (privacy.adultsOnly && !facts.adult) return 'room_adults_only';
  if (facts.invited || facts.moderator) return undefined;
  return refusedByVisibility(privacy, door.passwordVersion, facts);
}

function refusedByVisibility(
  { visibility }: StreamPrivacy,
  passwordVersion: number,
  facts: EntryFacts,
): EntryRefusal | undefined {
  switch (visibility) {
    case 'public':
      return undefined;
    case 'followers':
      return facts.follows ? undefined : 'room_followers_only';
    case 'private':
      return 'room_private';
    case 'password':
      return facts.passwordVersion === passwordVersion ? undefined : 'room_password_required';
    default:
      return visibility satisfies never;
  }
}
