import { z } from 'zod';
import { limits } from '../limits.ts';
import { battleIdSchema } from '../protocol/messages/battle.ts';
import { accountIdSchema, amountSchema, roomIdSchema } from '../protocol/messages/fields.ts';
import { isoTimeSchema } from './conventions.ts';

/** `POST streams/:id/battles`: the host of `:id` challenges the host of `opponent`. */
export const challengeRequestSchema = z
  .strictObject({
    opponent: roomIdSchema,
    seconds: z.int().min(limits.battleSecondsMin).max(limits.battleSecondsMax).default(limits.battleSecondsDefault),
  })
  .meta({ example: { opponent: '019b7d3c-5a7d-7c22-8d33-2e6f708192a3', seconds: 300 } });
export type ChallengeRequest = z.infer<typeof challengeRequestSchema>;

export const battleParamSchema = z.strictObject({ id: battleIdSchema });

/** What hosts may do with a battle: see `battleStatusSchema`. */
export const battleActs = ['accept', 'decline', 'cancel'] as const;
export type BattleAct = (typeof battleActs)[number];

/**
 * `invited` → `running` (accepted) → `settling` (the bell has rung, gifts taken before it are on their way into the ledger)
 * → `final`. Or `invited` → `declined`, `expired` (no answer in time), `cancelled` (taken back, or a broadcast ended).
 */
export const battleStatusSchema = z.enum([
  'invited',
  'running',
  'settling',
  'final',
  'declined',
  'expired',
  'cancelled',
]);
export type BattleStatus = z.infer<typeof battleStatusSchema>;

/**
 * A battle between two rooms. Gifts count that a wallet accepted from `startsAt` on and before `endsAt`, by the clock of the
 * wallets. Coins are provisional until the battle is `final`: they may lag behind by a second or two.
 */
export const battleSchema = z
  .strictObject({
    id: battleIdSchema,
    status: battleStatusSchema,
    seconds: z.int(),
    invitedAt: isoTimeSchema,
    /** When a challenge without an answer runs out. */
    expiresAt: isoTimeSchema,
    startsAt: isoTimeSchema.optional(),
    endsAt: isoTimeSchema.optional(),
    /** The challenger's side stands first. */
    sides: z.array(
      z.strictObject({
        streamId: roomIdSchema,
        host: z.strictObject({ id: accountIdSchema, handle: z.string() }),
        coins: amountSchema,
        /** Who gave most, once it is final. */
        top: z.array(z.strictObject({ id: accountIdSchema, name: z.string(), coins: amountSchema })).optional(),
      }),
    ),
    /** `won` by the score; `forfeit`: the other gave up, or their broadcast ended. `winner` is absent for a draw. */
    outcome: z.strictObject({ kind: z.enum(['won', 'draw', 'forfeit']), winner: roomIdSchema.optional() }).optional(),
  })
  .meta({
    example: {
      id: 'bt_abcdefghijklmnopqrstuvwxyz',
      status: 'final',
      seconds: 300,
      invitedAt: '2026-01-02T03:04:05.678Z',
      expiresAt: '2026-01-02T03:04:35.678Z',
      startsAt: '2026-01-02T03:04:20.000Z',
      endsAt: '2026-01-02T03:09:20.000Z',
      sides: [
        {
          streamId: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192',
          host: { id: 'aabcdefghijklmnopqrstuvwxy2', handle: 'sita' },
          coins: '1200',
          top: [{ id: 'ebcdefghijklmnopqrstuvwxyz2', name: 'maya', coins: '900' }],
        },
        {
          streamId: '019b7d3c-5a7d-7c22-8d33-2e6f708192a3',
          host: { id: 'a2345672345672345672345672a', handle: 'hari' },
          coins: '950',
          top: [],
        },
      ],
      outcome: { kind: 'won', winner: '019b7d3c-2f4e-7a11-8c22-1d5e6f708192' },
    },
  });
export type Battle = z.infer<typeof battleSchema>;

export const battleDataSchema = z.strictObject({ battle: battleSchema });
