import { downEventSchema, noticeSchema, replySchema } from '@halobuzz/core/protocol/down';
import * as battle from '@halobuzz/core/protocol/messages/battle';
import * as chat from '@halobuzz/core/protocol/messages/chat';
import * as gift from '@halobuzz/core/protocol/messages/gift';
import * as goal from '@halobuzz/core/protocol/messages/goal';
import * as guests from '@halobuzz/core/protocol/messages/guests';
import * as hello from '@halobuzz/core/protocol/messages/hello';
import * as leaderboard from '@halobuzz/core/protocol/messages/leaderboard';
import * as like from '@halobuzz/core/protocol/messages/like';
import * as moderation from '@halobuzz/core/protocol/messages/moderation';
import * as paused from '@halobuzz/core/protocol/messages/paused';
import * as presence from '@halobuzz/core/protocol/messages/presence';
import * as quality from '@halobuzz/core/protocol/messages/quality';
import * as room from '@halobuzz/core/protocol/messages/room';
import * as settings from '@halobuzz/core/protocol/messages/settings';
import * as streak from '@halobuzz/core/protocol/messages/streak';
import * as welcome from '@halobuzz/core/protocol/messages/welcome';
import { upMessageSchema } from '@halobuzz/core/protocol/up';
import type { z } from 'zod';
import { commentAbove } from './source-comments.ts';

/** Modules that define messages, by the name of their file in `core/src/protocol/messages`. */
const modules = {
  ...{
    battle,
    chat,
    gift,
    goal,
    guests,
    hello,
    leaderboard,
    like,
    moderation,
    paused,
    presence,
    quality,
    room,
    settings,
    streak,
    welcome,
  },
} as const;

export interface MessageDoc {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly comment: string;
}

/** Answers the text of a file below `core/src/protocol`. */
export type ReadSource = (path: string) => string;

export function upMessages(read: ReadSource): MessageDoc[] {
  return upMessageSchema.options.map((schema) => documented(schema.shape.t.value, schema, read));
}

export function downEvents(read: ReadSource): MessageDoc[] {
  return downEventSchema.options.map((schema) => documented(schema.shape.t.value, schema, read));
}

export function notices(read: ReadSource): MessageDoc[] {
  const source = read('down.ts');
  const body = source.slice(source.indexOf('export const noticeSchema'));
  return noticeSchema.options.map((schema) => {
    const type = schema.shape.t.value;
    return { type, schema, comment: commentAbove(body, `z.object({ t: z.literal('${type}')`) };
  });
}

/** The data of ok replies, by the command they answer. */
export function replyData(): readonly { readonly type: string; readonly schema: z.ZodType }[] {
  const [ok] = replySchema.options;
  return ok.shape.data.options.map((schema) => ({ type: schema.shape.t.value, schema }));
}

export function errorReply(): z.ZodType {
  return replySchema.options[1].shape.error;
}

export function welcomeMessage(read: ReadSource): MessageDoc {
  return documented('welcome', welcome.welcomeSchema, read);
}

/** Finds the export that is this very schema, and the comment above it. */
function documented(type: string, schema: z.ZodType, read: ReadSource): MessageDoc {
  for (const [file, module] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(module)) {
      if (value !== schema) continue;
      return { type, schema, comment: commentAbove(read(`messages/${file}.ts`), `export const ${name} =`) };
    }
  }
  throw new Error(`message ${type} is exported by none of the files that protocol-messages.ts names`);
}
