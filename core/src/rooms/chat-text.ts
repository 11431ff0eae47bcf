import { limits } from '../limits.ts';

/** Seen as nothing, and put into words to hide them from filters: format characters, fillers, variation selectors. */
const INVISIBLE = /\p{Cf}|[\u{115f}\u{1160}\u{3164}\u{ffa0}]|\p{Variation_Selector}/gu;
const IDEOGRAPHIC_STOP = /\u{3002}/gu;

/** The text as a reader takes it in: compatibility forms are plain ones (NFKC), what is invisible is gone. */
export function plainText(text: string): string {
  return text.normalize('NFKC').replace(INVISIBLE, '');
}

const SCHEME = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s]/u;
const WWW = /(?:^|[^\p{L}\p{N}])www\.[\p{L}\p{N}]/u;
/**
 * Labels with dots between them; then perhaps what an address alone has: a port, path, query or fragment. Begun only
 * where a label begins: from amid a word without a dot each letter would be tried anew, and NFKC makes six letters of one
 * (300 of ㌖ took 100 ms).
 */
const DOMAIN = /(?<![\p{L}\p{N}-])([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)(\/|[?#][^\s]|:\d{2,5})?/gu;
const NAME = /^[a-z]{2,24}$/;
/**
 * Top-level domains that make a link without a path. Those that may be a word after a full stop ("see you.in five",
 * "hello.world") are left out: they count only with a path, query or port behind them.
 */
const TOP_LEVEL: ReadonlySet<string> = new Set(
  (
    'com net org info biz xyz app dev io gg tv cc ly ru cn np uk de fr jp kr br eu online site shop club vip link click ' +
    'casino porn xxx website wiki'
  ).split(' '),
);

/** Whether the text holds a link or what a client would make one of. */
export function hasLink(text: string): boolean {
  const plain = plainText(text).replace(IDEOGRAPHIC_STOP, '.').toLowerCase();
  if (SCHEME.test(plain) || WWW.test(plain)) return true;
  for (const [, name = '', rest] of plain.matchAll(DOMAIN)) {
    const topLevel = name.slice(name.lastIndexOf('.') + 1);
    if (topLevel.startsWith('xn--') || TOP_LEVEL.has(topLevel)) return true;
    if (rest !== undefined && NAME.test(topLevel)) return true;
  }
  return false;
}

/** An at sign that begins a word, then a handle; see `usernameSchema`. A full stop behind it ends the sentence. */
const MENTION = /(?<![\p{L}\p{N}@._])@([A-Za-z0-9][A-Za-z0-9._]*)/gu;

/** Handles mentioned as `@handle`, as written, each once whatever its case, at most `limits.chatMentionsMax`. */
export function mentionsIn(text: string): string[] {
  if (!text.includes('@')) return [];
  const found = new Map<string, string>();
  for (const [, raw = ''] of text.matchAll(MENTION)) {
    const handle = raw.replace(/\.+$/, '');
    if (handle.length < limits.usernameCharsMin || handle.length > limits.usernameCharsMax) continue;
    if (!found.has(handle.toLowerCase())) found.set(handle.toLowerCase(), handle);
    if (found.size === limits.chatMentionsMax) break;
  }
  return [...found.values()];
}
