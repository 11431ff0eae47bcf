export interface PushMessage {
  readonly to: string;
  readonly title: string;
  readonly body: string;
  /** For the app that is opened by it. */
  readonly data: Readonly<Record<string, string>>;
  /** A newer one of the same group takes the place of the older on the device. */
  readonly group: string;
  /** Not shown later than this. */
  readonly lifeSeconds: number;
}

/** What became of one message. `unregistered`: the token leads nowhere any more. */
export type PushTicket =
  | { readonly kind: 'ok'; readonly ticket: string }
  | { readonly kind: 'unregistered' }
  | { readonly kind: 'refused'; readonly reason: string };

/** `sent` has one ticket a message, in their order. `later`: none was taken. `unknown`: nobody can tell whether any was. */
export type SendAnswer =
  | { readonly kind: 'sent'; readonly tickets: readonly PushTicket[] }
  | { readonly kind: 'later' | 'refused' | 'unknown'; readonly reason: string }
  /** Nothing was sent: these tokens belong to other apps. */
  | { readonly kind: 'strangers'; readonly tokens: readonly string[] };

export type ReceiptAnswer =
  /** Those that are there already, by ticket: `ok`, `unregistered`, or what went wrong. */
  | { readonly kind: 'known'; readonly receipts: ReadonlyMap<string, string> }
  | { readonly kind: 'later'; readonly reason: string };

/** A service that brings messages to devices. Neither call throws. */
export interface PushSender {
  /** At most `pushMessagesPerCallMax` of them. */
  send(messages: readonly PushMessage[]): Promise<SendAnswer>;
  receipts(tickets: readonly string[]): Promise<ReceiptAnswer>;
}
