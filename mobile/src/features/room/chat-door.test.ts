// @vitest-environment node
import { initialRoomSettings } from '@halobuzz/core/protocol/messages/settings';
import { describe, expect, it } from 'vitest';
import { welcomeOf } from '../../../testing/fixtures.ts';
import { chatDoor } from './chat-door.ts';
import { withMention } from './with-mention.ts';

const { you } = welcomeOf();
const slow = { ...initialRoomSettings, slowModeSeconds: 10 };

describe('who may write now', () => {
  it('nobody without a connection', () => {
    expect(chatDoor('reconnecting', you, initialRoomSettings, undefined, 0)).toEqual({ state: 'away' });
  });

  it('nobody while staff paused the chat, moderators neither', () => {
    const moderator = { ...you, role: 'moderator' as const };
    expect(chatDoor('live', moderator, initialRoomSettings, undefined, 0, true)).toEqual({ state: 'paused' });
  });

  it('who is muted, once the mute has ended', () => {
    const muted = { ...you, mute: { untilMs: 5_000 } };
    expect(chatDoor('live', muted, initialRoomSettings, undefined, 4_999)).toEqual({ state: 'muted', untilMs: 5_000 });
    expect(chatDoor('live', muted, initialRoomSettings, undefined, 5_000)).toEqual({ state: 'open' });
    const forGood = chatDoor('live', { ...you, mute: {} }, initialRoomSettings, undefined, 5_000);
    expect(forGood).toEqual({ state: 'muted', untilMs: undefined });
  });

  it('viewers of a slow room after their pause, moderators at once', () => {
    expect(chatDoor('live', you, slow, 1_000, 2_000)).toEqual({ state: 'slow', untilMs: 11_000 });
    expect(chatDoor('live', you, slow, 1_000, 11_000)).toEqual({ state: 'open' });
    expect(chatDoor('live', you, slow, undefined, 2_000)).toEqual({ state: 'open' });
    expect(chatDoor('live', { ...you, role: 'moderator' }, slow, 1_000, 2_000)).toEqual({ state: 'open' });
  });
});

describe('mentioning somebody', () => {
  it('puts the name behind what is written, once, ready to go on', () => {
    expect(withMention('', 'maya')).toBe('@maya ');
    expect(withMention('hello ', 'maya')).toBe('hello @maya ');
    expect(withMention('hello @maya again', 'maya')).toBe('hello @maya again');
  });

  it('leaves a text alone that would grow too long', () => {
    const long = 'x'.repeat(298);
    expect(withMention(long, 'maya')).toBe(long);
  });
});
