import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { hex } from '../ids.ts';
import { askedConsents, currentNotice, noticeLocales, noticesOf } from './consent-notices.ts';

/** Every text ever published. Lines are added here and never changed: people agreed to these very words. */
const published = {
  'analytics 2026-11-23 en': 'a41739db655617e5e720e936fcb37af87c9dc88059f5618d992b6e6bb97ef012',
  'marketing 2026-11-23 en': '262ae77979f557baa28b0d955c0ddd3706019f9f81c9332a210964efde506018',
};

const all = askedConsents.flatMap((consentType) =>
  noticesOf(consentType).flatMap((notice) =>
    noticeLocales.map((locale) => ({ consentType, notice, locale, ...notice.texts[locale] })),
  ),
);

describe('consent notices', () => {
  it('are what was published, word for word', () => {
    const texts = all.map(({ consentType, notice, locale, text }) => [
      `${consentType} ${notice.version} ${locale}`,
      hex(sha256(new TextEncoder().encode(text))),
    ]);
    expect(Object.fromEntries(texts)).toEqual(published);
  });

  it.each(all)('$consentType $notice.version $locale carries the hash of its text', ({ text, textHash }) => {
    expect(textHash).toBe(hex(sha256(new TextEncoder().encode(text))));
  });

  it.each(askedConsents)('%s: versions are days in order, and the last is shown', (consentType) => {
    const versions = noticesOf(consentType).map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort());
    expect(currentNotice(consentType)).toBe(noticesOf(consentType).at(-1));
  });

  it.each(all)(
    '$consentType $notice.version $locale says that no is no loss, and that it can be changed',
    ({ text }) => {
      expect(text).toContain('HaloBuzz works just the same if you say no, and you can change your mind at any time');
    },
  );
});
