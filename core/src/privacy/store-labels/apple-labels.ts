import { categoryLabels, partnerLabels } from './category-labels.ts';
import { type AppleDataType, type ApplePurpose, appleDataTypes, applePurposes } from './store-data-types.ts';

/** One data type of Apple's privacy labels. Nothing is used to track anybody, so no label can say so. */
export interface AppleLabel {
  readonly type: AppleDataType;
  readonly purposes: readonly ApplePurpose[];
  readonly linked: boolean;
}

/** What is collected in Apple's words, in Apple's order: for each type all purposes, linked when any of its data is. */
export function appleLabels(): AppleLabel[] {
  const all = [...Object.values(categoryLabels), ...Object.values(partnerLabels)];
  return keysOf(appleDataTypes).flatMap((type) => {
    const told = all.filter(({ apple }) => apple.includes(type));
    if (told.length === 0) return [];
    const purposes = keysOf(applePurposes).filter((purpose) =>
      told.some((label) => label.applePurposes.includes(purpose)),
    );
    return [{ type, purposes, linked: told.some(({ linked }) => linked) }];
  });
}

/** `NSPrivacyCollectedDataTypes` of the app's privacy manifest. */
export function privacyManifestTypes() {
  return appleLabels().map(({ type, purposes, linked }) => ({
    NSPrivacyCollectedDataType: `NSPrivacyCollectedDataType${appleDataTypes[type]}`,
    NSPrivacyCollectedDataTypeLinked: linked,
    NSPrivacyCollectedDataTypeTracking: false,
    NSPrivacyCollectedDataTypePurposes: purposes.map(
      (purpose) => `NSPrivacyCollectedDataTypePurpose${applePurposes[purpose]}`,
    ),
  }));
}

/** The labels as App Store Connect's upload of them takes them (fastlane's `app_privacy_details`). */
export function appPrivacyDetails() {
  return appleLabels().map(({ type, purposes, linked }) => ({
    category: type,
    purposes,
    data_protections: [linked ? 'DATA_LINKED_TO_YOU' : 'DATA_NOT_LINKED_TO_YOU'],
  }));
}

// `Object.keys` tells the names of the very object that it is given.
const keysOf = <K extends string>(object: Readonly<Record<K, unknown>>): K[] => Object.keys(object) as K[];
