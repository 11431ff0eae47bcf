import type { DownEvent } from '@halobuzz/core/protocol/down';
import type { BattleChallenge, RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import type { ModeratedEvent } from '@halobuzz/core/protocol/messages/moderation';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';

/** Who one is after an act on oneself. */
export function moderatedYou(you: Welcome['you'], event: ModeratedEvent): Welcome['you'] {
  const { mute, ...rest } = you;
  switch (event.act) {
    case 'mute':
      return { ...rest, mute: event.untilMs === undefined ? {} : { untilMs: event.untilMs } };
    case 'unmute':
      return rest;
    case 'mod':
      return { ...you, role: 'moderator' };
    case 'unmod':
      return { ...you, role: 'viewer' };
    case 'kick':
    case 'ban':
    case 'unban':
      return you;
    default:
      return event.act satisfies never;
  }
}

/** A battle with a newer provisional score; one that is decided keeps the ledger's. */
export function battleNow(
  battle: RoomBattle | undefined,
  { battle: id, own, rival }: Extract<DownEvent, { t: 'battle.score' }>,
  roomId: string | undefined,
): RoomBattle | undefined {
  if (battle?.battle !== id || battle.state === 'final') return battle;
  return {
    ...battle,
    sides: battle.sides.map((side) => ({ ...side, coins: side.room === roomId ? own : rival })),
  };
}

/** What became of a challenge is told once; one that was accepted is a battle from then on. */
export function challengeNow(challenge: BattleChallenge): BattleChallenge | undefined {
  return challenge.state === 'accepted' ? undefined : challenge;
}
