import { describe, expect, it } from 'vitest';
import { type DataCategory, dataCategories } from '../inventory/data-categories.ts';
import { entriesOf, inventory } from '../inventory/inventory.ts';
import { recipients } from '../inventory/recipients.ts';
import { appleLabels, appPrivacyDetails, privacyManifestTypes } from './apple-labels.ts';
import { categoryLabels, partnerLabels, passingThrough } from './category-labels.ts';
import { dataSafetyCsv, googleLabels } from './google-labels.ts';
import { appleDataTypes, googleDataTypes } from './store-data-types.ts';

const fields = entriesOf(inventory);
const stored = new Set(fields.map(({ category }) => category));
/** Kept on the device alone: collected by nobody. */
const stays = new Set(fields.filter(({ store }) => store !== 'device').map(({ category }) => category));

describe('what both stores are told', () => {
  it('names every category of which a field is stored, and none of which none is', () => {
    expect(new Set(Object.keys(categoryLabels))).toEqual(new Set(Object.keys(dataCategories)));
    for (const [category, labels] of Object.entries(categoryLabels)) {
      const collected = [...stays].some((one) => one === category);
      expect([category, labels.apple.length > 0, labels.google.length > 0]).toEqual([category, collected, collected]);
      expect(
        [...stored].some((one) => one === category),
        category,
      ).toBe(true);
    }
  });

  it('says nothing that no category and no partner stands behind', () => {
    const told = [...Object.values(categoryLabels), ...Object.values(partnerLabels)];
    const apple = new Set(told.flatMap((labels) => labels.apple));
    const google = new Set([...told.flatMap((labels) => labels.google), ...passingThrough.google]);
    expect(new Set(appleLabels().map(({ type }) => type))).toEqual(apple);
    expect(new Set(googleLabels().map(({ type }) => type))).toEqual(google);
    // A type that is known and told of nothing would stand here for no reason.
    expect(new Set(Object.keys(appleDataTypes))).toEqual(apple);
    expect(new Set(Object.keys(googleDataTypes))).toEqual(google);
  });

  it('calls linked what an account, a session or a name stands beside, and only counts and digests not', () => {
    const loose = Object.entries(categoryLabels).filter(([, { linked }]) => !linked);
    expect(loose.map(([category]) => category).sort()).toEqual(['analytics', 'defence']);
    expect(appleLabels().filter(({ linked }) => !linked)).toEqual([]);
  });

  it('asks consent for whatever is not needed to run the app', () => {
    // Their exact kinds of one category, as the widest type of them.
    const categories: Readonly<Record<string, DataCategory>> = dataCategories;
    for (const [category, { applePurposes }] of Object.entries(categoryLabels)) {
      const beyond = applePurposes.some((purpose) => purpose !== 'APP_FUNCTIONALITY');
      expect([category, beyond]).toEqual([category, categories[category]?.bases.includes('consent')]);
    }
  });

  it('knows the partners whose code runs in the app, and that nobody gets data for purposes of their own but payment', () => {
    const names = recipients.map(({ name }) => name);
    for (const partner of Object.keys(partnerLabels)) expect(names).toContain(partner);
    const forThemselves = recipients.filter(({ role }) => role === 'controller').map(({ name }) => name);
    // Stores and card payments: their owner pays by them. Another name here would have to be told as shared.
    expect(forThemselves).toEqual(['Stripe', 'Apple', 'Google']);
  });
});

describe('Apple', () => {
  it('reads the same labels in the manifest and in App Store Connect', () => {
    const manifest = privacyManifestTypes();
    const details = appPrivacyDetails();
    expect(manifest.map((entry) => entry.NSPrivacyCollectedDataType)).toEqual(
      details.map(({ category }) => `NSPrivacyCollectedDataType${appleDataTypes[category]}`),
    );
    expect(manifest.every((entry) => !entry.NSPrivacyCollectedDataTypeTracking)).toBe(true);
    expect(details).toContainEqual({
      category: 'EMAIL_ADDRESS',
      purposes: ['APP_FUNCTIONALITY', 'DEVELOPERS_ADVERTISING'],
      data_protections: ['DATA_LINKED_TO_YOU'],
    });
    expect(manifest).toContainEqual({
      NSPrivacyCollectedDataType: 'NSPrivacyCollectedDataTypeProductInteraction',
      NSPrivacyCollectedDataTypeLinked: true,
      NSPrivacyCollectedDataTypeTracking: false,
      NSPrivacyCollectedDataTypePurposes: [
        'NSPrivacyCollectedDataTypePurposeAppFunctionality',
        'NSPrivacyCollectedDataTypePurposeAnalytics',
      ],
    });
  });
});

describe('Google', () => {
  const csv = dataSafetyCsv('https://halobuzz.example/delete-account');
  const rows = csv.trimEnd().split('\n');

  it('is told of live picture and sound that nobody keeps them', () => {
    const ephemeral = googleLabels().filter((label) => label.ephemeral);
    expect(ephemeral.map(({ type }) => type)).toEqual(['PSL_VIDEOS', 'PSL_AUDIO']);
  });

  it('gets every answer that its form wants for a type: kind, time, choice, purpose', () => {
    for (const { type, purposes } of googleLabels()) {
      const of = rows.filter((row) => row.startsWith(`PSL_DATA_USAGE_RESPONSES:${type}:`));
      expect(of).toHaveLength(3 + purposes.length);
      expect(purposes.length).toBeGreaterThan(0);
      expect(rows.filter((row) => row.split(',')[1] === type)).toHaveLength(1);
    }
  });

  it('learns where an account is deleted', () => {
    expect(csv).toContain('PSL_ACCOUNT_DELETION_URL,,https://halobuzz.example/delete-account,');
  });

  it('may leave out an e-mail address no more than an account, and a picture at will', () => {
    const choice = (type: string) => rows.find((row) => row.includes(`:${type}:DATA_USAGE_USER_CONTROL`));
    expect(choice('PSL_EMAIL')).toContain('CONTROL_REQUIRED');
    expect(choice('PSL_PHOTOS')).toContain('CONTROL_OPTIONAL');
  });
});
