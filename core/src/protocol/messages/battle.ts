import { z } from 'zod';
import { amountSchema, personSchema, roomIdSchema, timeMsSchema } from './fields.ts';

/** `bt_` and 128 random bits. */
export const battleIdSchema = z.string().regex(/^bt_[a-z2-7]{26}$/, 'must be a battle id');

/** One of the two rooms of a battle. */
export const battleSideSchema = z.object({
  room: roomIdSchema,
  host: personSchema,
  /** Coins of gifts that were accepted in this room within the battle's time. */
  coins: amountSchema,
  /** Who gave most of it, best first; once the battle is final. */
  top: z.array(z.object({ person: personSchema, coins: amountSchema })).optional(),
});

/** `won`: by the score. `forfeit`: the other side gave up, or its broadcast ended. */
export const battleOutcomeSchema = z.object({
  kind: z.enum(['won', 'draw', 'forfeit']),
  /** The winning room; absent for a draw. */
  winner: roomIdSchema.optional(),
});
export type BattleOutcome = z.infer<typeof battleOutcomeSchema>;

/**
 * A battle between two rooms. `running`: from the moment it was accepted; gifts count from `startsAtMs` on, up to
 * `endsAtMs`. `settling`: the bell has rung, and gifts taken before it are still on their way into the ledger: scores may
 * rise. `final`: scores are the ledger's.
 */
export const roomBattleSchema = z.object({
  battle: battleIdSchema,
  state: z.enum(['running', 'settling', 'final']),
  startsAtMs: timeMsSchema,
  endsAtMs: timeMsSchema,
  /** Who challenged stands first. */
  sides: z.array(battleSideSchema),
  outcome: battleOutcomeSchema.optional(),
});
export type RoomBattle = z.infer<typeof roomBattleSchema>;

/** Reliable, since version 3, in both rooms: a battle begins, its bell has rung, it is decided. */
export const battleEventSchema = z.object({ t: z.literal('battle'), now: roomBattleSchema, atMs: timeMsSchema });

/**
 * Lossy and conflated, since version 3: where a running battle stands, this room first. Provisional: gifts count once
 * they are in the permanent ledger, and the other room's are told about once a second.
 */
export const battleScoreEventSchema = z.object({
  t: z.literal('battle.score'),
  battle: battleIdSchema,
  own: amountSchema,
  rival: amountSchema,
});

/** One host's wish for a battle with another. */
export const battleChallengeSchema = z.object({
  battle: battleIdSchema,
  from: z.object({ room: roomIdSchema, host: personSchema }),
  to: z.object({ room: roomIdSchema, host: personSchema }),
  seconds: z.int(),
  untilMs: timeMsSchema,
  state: z.enum(['invited', 'accepted', 'declined', 'expired', 'cancelled']),
});
export type BattleChallenge = z.infer<typeof battleChallengeSchema>;

/** To both hosts alone, since version 3: somebody was challenged, or what became of it. */
export const battleChallengeEventSchema = z.object({
  t: z.literal('battle.challenge'),
  challenge: battleChallengeSchema,
});
