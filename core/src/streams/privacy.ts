import { z } from 'zod';
import { namedCountrySchema } from '../api/conventions.ts';
import { limits } from '../limits.ts';

/** Who may enter: everybody, who follows the host, who was invited, or who knows the password. */
export const visibilities = ['public', 'followers', 'private', 'password'] as const;

/** What the app does about pictures of its screen; the platform cannot enforce it. */
export const screenshotPolicies = ['allow', 'refuse'] as const;

/** How a broadcast is protected. Its password and its invitations are kept apart: nothing shows them. */
export const streamPrivacySchema = z.strictObject({
  visibility: z.enum(visibilities),
  /** Countries from which nobody enters, and in whose lists it does not stand. */
  countryBlocks: z
    .array(namedCountrySchema)
    .max(limits.streamCountryBlocksMax)
    .refine((countries) => new Set(countries).size === countries.length, 'must not name a country twice'),
  adultsOnly: z.boolean(),
  /** Only the host and who moderates see who watches. */
  hideViewers: z.boolean(),
  /** Announced to who watches. Nothing records unless it is true. */
  recording: z.boolean(),
  screenshots: z.enum(screenshotPolicies),
});
export type StreamPrivacy = Readonly<z.infer<typeof streamPrivacySchema>>;

/** What a host asks to be so; the rest stays. */
export const privacyChangeSchema = streamPrivacySchema.partial();
export type PrivacyChange = Readonly<z.infer<typeof privacyChangeSchema>>;

export function changedPrivacy(known: StreamPrivacy, change: PrivacyChange = {}): StreamPrivacy {
  return {
    visibility: change.visibility ?? known.visibility,
    countryBlocks: change.countryBlocks ?? known.countryBlocks,
    adultsOnly: change.adultsOnly ?? known.adultsOnly,
    hideViewers: change.hideViewers ?? known.hideViewers,
    recording: change.recording ?? known.recording,
    screenshots: change.screenshots ?? known.screenshots,
  };
}

/** What everybody may know of it. Which countries it shuts out is its host's business. */
export const shownPrivacySchema = streamPrivacySchema.omit({ countryBlocks: true });
export type ShownPrivacy = Readonly<z.infer<typeof shownPrivacySchema>>;

export function shownPrivacy({ countryBlocks: _hosts, ...shown }: StreamPrivacy): ShownPrivacy {
  return shown;
}

/** A broadcast whose host asked for nothing. */
export const publicPrivacy: StreamPrivacy = {
  visibility: 'public',
  countryBlocks: [],
  adultsOnly: false,
  hideViewers: false,
  recording: false,
  screenshots: 'allow',
};

/**
 * Whether it may stand in lobby, trending and search. A broadcast for followers is found by them alone ("followed hosts
 * live now"), a private one by nobody.
 */
export function isListed({ visibility }: Pick<StreamPrivacy, 'visibility'>): boolean {
  return visibility === 'public' || visibility === 'password';
}
