import { sha256Base64Url, utf8 } from '../bytes.ts';

/** 132 bits of SHA-256: nobody makes two bodies with one tag by chance, and nothing hangs on somebody who tries. */
const TAG_CHARS = 22;

/** A strong entity tag (RFC 9110 §8.8.3): the same bytes have the same tag, in every isolate and after every deployment. */
export async function strongTag(body: string): Promise<string> {
  return `"${(await sha256Base64Url(utf8(body))).slice(0, TAG_CHARS)}"`;
}

/**
 * Whether `If-None-Match` names the tag, so that 304 is the answer. Compared weakly (§13.1.2): what compresses an answer on
 * the way makes its tag a weak one.
 */
export function isKnownTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((part) => {
    const given = part.trim();
    return given === '*' || given.replace(/^W\//, '') === tag;
  });
}
