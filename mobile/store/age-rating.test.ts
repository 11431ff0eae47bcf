// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coinPackageSchema } from '@halobuzz/core/api/payments';
import { reportReasons } from '@halobuzz/core/api/people';
import { streamSchema } from '@halobuzz/core/api/streams';
import { giftSchema } from '@halobuzz/core/api/wallet';
import { upMessageSchema } from '@halobuzz/core/protocol/up';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import config from '../app.config.ts';

const answerSchema = z.tuple([
  z.union([z.boolean(), z.enum(['NONE', 'INFREQUENT_OR_MILD', 'FREQUENT_OR_INTENSE'])]),
  z.string().min(5),
]);
const ratingSchema = z.strictObject({
  store: z.string(),
  rating: z.string(),
  because: z.string(),
  answers: z.record(z.string(), answerSchema),
});
const read = (name: string) => ratingSchema.parse(JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')));
const apple = read('age-rating.apple.json');
const google = read('age-rating.iarc.json');
const said = (rating: typeof apple, question: string) => rating.answers[question]?.[0];

/** Attributes of App Store Connect's age rating declaration. */
const appleQuestions = [
  ...['advertising', 'ageAssurance', 'alcoholTobaccoOrDrugUseOrReferences', 'contests', 'gambling'],
  ...['gamblingSimulated', 'gunsOrOtherWeapons', 'healthOrWellnessTopics', 'horrorOrFearThemes', 'lootBox'],
  ...['matureOrSuggestiveThemes', 'medicalOrTreatmentInformation', 'messagingAndChat', 'parentalControls'],
  ...['profanityOrCrudeHumor', 'sexualContentGraphicAndNudity', 'sexualContentOrNudity', 'unrestrictedWebAccess'],
  ...['userGeneratedContent', 'violenceCartoonOrFantasy', 'violenceRealistic'],
  'violenceRealisticProlongedGraphicOrSadistic',
];
const googleQuestions = [
  ...['violence', 'fear', 'sexuality', 'gambling', 'language', 'controlledSubstances', 'crudeHumor', 'usersInteract'],
  ...['sharesUserContent', 'usersCanReport', 'usersCanBlock', 'contentIsModerated', 'sharesPreciseLocation'],
  ...['digitalPurchases', 'randomItems', 'cashRewards', 'unrestrictedInternet', 'newsApp', 'matureContentForAdults'],
];

describe('the questionnaires of both stores', () => {
  it('are answered to the last question, with a reason', () => {
    expect(Object.keys(apple.answers).sort()).toEqual([...appleQuestions].sort());
    expect(Object.keys(google.answers).sort()).toEqual([...googleQuestions].sort());
  });

  it('say that people meet: rooms have chat, broadcasts have titles of people’s own', () => {
    const commands = upMessageSchema.options.map((option) => option.shape.t.value);
    expect([commands.includes('chat'), 'title' in streamSchema.shape]).toEqual([
      said(apple, 'messagingAndChat'),
      said(apple, 'userGeneratedContent'),
    ]);
    expect([said(google, 'usersInteract'), said(google, 'sharesUserContent')]).toEqual([true, true]);
  });

  it('say that somebody can be reported and blocked, as everything can be', () => {
    const file = join(import.meta.dirname, '..', '..', 'docs', 'generated', 'openapi.json');
    const { paths } = z
      .object({ paths: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    const has = (...wanted: string[]) => wanted.every((path) => `/api/v1${path}` in paths);
    expect(said(google, 'usersCanReport')).toBe(
      has('/users/{handle}/report', '/rooms/{id}/report', '/rooms/{id}/messages/{messageId}/report'),
    );
    expect(said(google, 'usersCanBlock')).toBe(has('/users/{handle}/block'));
    for (const reason of ['sexual', 'violence', 'minor_at_risk', 'hate']) expect(reportReasons).toContain(reason);
  });

  it('say that coins are bought, and that a gift has one price and no chance in it', () => {
    expect(said(google, 'digitalPurchases')).toBe('coins' in coinPackageSchema.shape);
    const shown = ['category', 'emoji', 'id', 'image', 'name', 'names'];
    expect(Object.keys(giftSchema.shape).sort()).toEqual([...shown, 'coins', 'version'].sort());
    expect([said(apple, 'lootBox'), said(google, 'randomItems'), said(apple, 'gambling')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('rate for adults while broadcasts for adults exist', () => {
    const forAdults = 'adultsOnly' in streamSchema.shape.privacy.shape;
    expect([forAdults, said(google, 'matureContentForAdults'), apple.rating]).toEqual([true, true, '18+']);
  });

  it('say that nothing advertises, and that nobody’s place is asked for', () => {
    const packages: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
    const { dependencies } = z.object({ dependencies: z.record(z.string(), z.string()) }).parse(packages);
    const names = Object.keys(dependencies).join(' ');
    expect([/admob|ads|tracking-transparency|appsflyer|adjust/.test(names), said(apple, 'advertising')]).toEqual([
      false,
      false,
    ]);
    const asks = [...(config.android?.permissions ?? []), ...Object.keys(config.ios?.infoPlist ?? {})].join(' ');
    expect([/LOCATION|Location/.test(asks), said(google, 'sharesPreciseLocation')]).toEqual([false, false]);
  });

  it('say that no web page opens inside the app but one of ours, which leads nowhere', () => {
    const root = join(import.meta.dirname, '..', 'src');
    const sources = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('react-native-webview'),
    );
    expect(sources).toEqual(['features/auth/challenge-frame.native.tsx']);
    const frame = readFileSync(join(root, sources[0] ?? ''), 'utf8');
    expect(frame).toContain('originWhitelist={[new URL(url).origin]}');
    expect(said(apple, 'unrestrictedWebAccess')).toBe(false);
  });
});
