import { z } from 'zod';
import { searchQuery } from '../discovery/search-words.ts';
import { limits } from '../limits.ts';
import { accountIdSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { countrySchema, namedCountrySchema, pageOf, pageQuerySchema } from './conventions.ts';
import { categorySchema, streamSchema, tagSchema } from './streams.ts';

/** `viewers`: most viewers first. `trending`: by what happened lately, which decays. */
export const lobbyOrders = ['viewers', 'trending'] as const;
export type LobbyOrder = (typeof lobbyOrders)[number];

/** Which live broadcasts, and in which order. Without a filter: all. */
export const lobbyQuerySchema = pageQuerySchema.extend({
  order: z.enum(lobbyOrders).default('viewers'),
  category: categorySchema.optional(),
  country: namedCountrySchema.optional(),
  tag: tagSchema.optional(),
});
export type LobbyQuery = z.infer<typeof lobbyQuerySchema>;

export const searchKinds = ['streams', 'hosts'] as const;

/** What is typed is plain text: no character of it is an operator. */
export const searchQuerySchema = pageQuerySchema.extend({
  q: z
    .string()
    .max(limits.searchQueryCharsMax)
    .refine(
      (text) => searchQuery(text) !== undefined,
      `must hold at least ${limits.searchQueryLettersMin} letters or digits`,
    ),
  kind: z.enum(searchKinds).default('streams'),
});
export type SearchRequest = z.infer<typeof searchQuerySchema>;

/** A person found; `streams`: how often they went live, `live`: what of theirs is live and listed now. */
export const foundHostSchema = z
  .strictObject({
    id: accountIdSchema,
    handle: z.string(),
    displayName: z.string(),
    streams: z.int(),
    live: roomIdSchema.optional(),
  })
  .meta({
    example: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', displayName: 'Sita from Pokhara', streams: 41 },
  });
export type FoundHost = z.infer<typeof foundHostSchema>;

export const foundStreamsSchema = pageOf(streamSchema).extend({ kind: z.literal('streams') });
export const foundHostsSchema = pageOf(foundHostSchema).extend({ kind: z.literal('hosts') });
export const searchResultSchema = z.discriminatedUnion('kind', [foundStreamsSchema, foundHostsSchema]).meta({
  example: {
    kind: 'hosts',
    items: [{ id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita', displayName: 'Sita from Pokhara', streams: 41 }],
  },
});

/** Between edge and origin: where the reader is, whom some broadcasts do not let in. */
const fromCountry = { viewerCountry: countrySchema };
export const internalLobbyQuerySchema = lobbyQuerySchema.extend(fromCountry);
export const internalSearchQuerySchema = searchQuerySchema.extend(fromCountry);
