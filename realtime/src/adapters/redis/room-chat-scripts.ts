import type { ModerationAct } from '@halobuzz/core/protocol/messages/moderation';
import { type LinksPolicy, linksPolicySchema, type RoomSettings } from '@halobuzz/core/protocol/messages/settings';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { luaScript, replyInt, replyText } from './lua-script.ts';
import * as lua from './room-chat-lua.ts';
import type { RoomScriptRunner } from './room-script-runner.ts';

/** Who asks, as their ticket says. Host and moderators the room knows itself. */
export interface RoomActor {
  readonly account: string;
  readonly admin: boolean;
}

export interface ChatMessage {
  readonly mid: string;
  /** The encoded chat event, without the reply: the room quotes what it knows. */
  readonly event: Uint8Array;
  /** The id is client-made; a second one is a duplicate. */
  readonly repeatable: boolean;
  readonly from: RoomActor;
  readonly follows: boolean;
  readonly hasLink: boolean;
  readonly hasKeyword: boolean;
  /** Id of the message answered. */
  readonly reply: string | undefined;
}

/** What is absent or undefined stays. */
export type SettingsChanges = { readonly [K in keyof RoomSettings]?: RoomSettings[K] | undefined };

type Gone = { readonly kind: 'missing' | 'ended' };
/** Why the room's rules refuse; `waitMs` when it ends by itself. */
export type ChatRefusal =
  | { readonly kind: 'muted'; readonly waitMs: number | undefined }
  | { readonly kind: 'slow'; readonly waitMs: number }
  | { readonly kind: 'barred' | 'filtered' | 'link' | 'followers' | 'unknown' };
export type ChatResult = { readonly kind: 'ok' | 'duplicate' } | ChatRefusal | Gone;

/** `forbidden`: not theirs to do at all; `protected`: not to this person; `busy`: too many acts are not stored yet. */
export type ActRefusal = { readonly kind: 'forbidden' | 'protected' | 'busy' | 'unknown' | 'full' };
export type ActResult = { readonly kind: 'ok' } | ActRefusal | Gone;
export type SettingsResult = { readonly kind: 'ok'; readonly settings: RoomSettings } | ActRefusal | Gone;
export type ModerateResult =
  | { readonly kind: 'ok'; readonly untilMs: number | undefined }
  | { readonly kind: 'same' }
  | ActRefusal
  | Gone;

const scripts = {
  append: luaScript(lua.appendChatLua),
  delete: luaScript(lua.deleteChatLua),
  pin: luaScript(lua.pinLua),
  settings: luaScript(lua.settingsLua),
  moderate: luaScript(lua.moderateLua),
} as const;

/**
 * Chat and its moderation, each in one atomic call: what refuses is looked at in the moment of the effect, so nobody gets
 * past a mute, and no act is done that is not recorded. All methods reject as those of `RoomScripts`.
 */
export class RoomChatScripts {
  readonly #runner: RoomScriptRunner;

  constructor(runner: RoomScriptRunner) {
    this.#runner = runner;
  }

  /** Publishes a message and keeps it for newcomers, unless the room's rules refuse it. */
  async append(room: string, message: ChatMessage): Promise<ChatResult> {
    const { from, mid, event, repeatable, follows, hasLink, hasKeyword, reply } = message;
    const flags = [from.admin, follows, hasLink, hasKeyword].map(bit);
    const args = [mid, event, bit(repeatable), from.account, ...flags, reply ?? ''];
    const answer = await this.#runner.run(scripts.append, room, args, roomKeys(room).chatId(mid));
    const kind = replyText(answer[0]);
    switch (kind) {
      case 'ok':
      case 'duplicate':
      case 'barred':
      case 'filtered':
      case 'link':
      case 'followers':
      case 'unknown':
      case 'ended':
        return { kind };
      case 'muted':
        return { kind, waitMs: optionalInt(answer[1]) };
      case 'slow':
        return { kind, waitMs: replyInt(answer[1]) };
      default:
        return { kind: 'missing' };
    }
  }

  /** Takes a message away for everybody. */
  async delete(room: string, actor: RoomActor, mid: string): Promise<ActResult> {
    const answer = await this.#runner.run(scripts.delete, room, [mid, actor.account, bit(actor.admin)]);
    return actOf(answer) ?? { kind: 'ok' };
  }

  /** Lays a message above the chat, or takes the one there away. */
  async pin(room: string, actor: RoomActor, mid: string | undefined): Promise<ActResult> {
    const answer = await this.#runner.run(scripts.pin, room, [actor.account, bit(actor.admin), mid ?? '']);
    return actOf(answer) ?? { kind: 'ok' };
  }

  /** Changes what is named; answers all settings. */
  async set(room: string, actor: RoomActor, changes: SettingsChanges): Promise<SettingsResult> {
    const { slowModeSeconds, followersOnly, links, keywordFilter } = changes;
    const answer = await this.#runner.run(scripts.settings, room, [
      ...[actor.account, bit(actor.admin)],
      ...[slowModeSeconds ?? '', optionalBit(followersOnly), links ?? '', optionalBit(keywordFilter)],
    ]);
    return (
      actOf(answer) ?? {
        kind: 'ok',
        settings: settingsOf(answer.slice(1).map((value) => replyText(value))),
      }
    );
  }

  /** Acts on a person. */
  async moderate(
    room: string,
    actor: RoomActor,
    act: {
      readonly act: ModerationAct;
      readonly who: string;
      readonly seconds: number | undefined;
      readonly reason: string;
      readonly purge: boolean;
    },
  ): Promise<ModerateResult> {
    const answer = await this.#runner.run(scripts.moderate, room, [
      ...[actor.account, bit(actor.admin), act.act, act.who],
      ...[act.seconds ?? '', act.reason, bit(act.purge)],
    ]);
    if (replyText(answer[0]) === 'same') return { kind: 'same' };
    return actOf(answer) ?? { kind: 'ok', untilMs: optionalInt(answer[1]) };
  }
}

/** A room's settings from its state's fields in the order slow, followers, links, filter; what is absent is as at first. */
export function settingsOf([slow, followers, links, filter]: readonly (string | undefined)[]): RoomSettings {
  const policy: LinksPolicy = linksPolicySchema.catch('moderators').parse(links);
  return {
    slowModeSeconds: Number(slow ?? 0),
    followersOnly: followers === '1',
    links: policy,
    keywordFilter: filter !== '0',
  };
}

/** Undefined for `ok`. */
function actOf(answer: readonly unknown[]): ActRefusal | Gone | undefined {
  const kind = replyText(answer[0]);
  switch (kind) {
    case 'ok':
      return undefined;
    case 'forbidden':
    case 'protected':
    case 'busy':
    case 'unknown':
    case 'full':
    case 'ended':
      return { kind };
    default:
      return { kind: 'missing' };
  }
}

function bit(on: boolean): number {
  return on ? 1 : 0;
}

function optionalBit(on: boolean | undefined): number | '' {
  return on === undefined ? '' : bit(on);
}

function optionalInt(value: unknown): number | undefined {
  const text = replyText(value) ?? '';
  return text === '' ? undefined : Number(text);
}
