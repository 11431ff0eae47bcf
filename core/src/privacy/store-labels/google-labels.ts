import { categoryLabels, partnerLabels, passingThrough } from './category-labels.ts';
import { type GoogleDataType, type GooglePurpose, googleDataTypes, googlePurposes } from './store-data-types.ts';

/** One data type of Google's data safety form. Nothing is shared: who else gets it works for us, or is paid by its owner. */
export interface GoogleLabel {
  readonly type: GoogleDataType;
  readonly purposes: readonly GooglePurpose[];
  /** Kept by nobody once it is passed on. */
  readonly ephemeral: boolean;
  readonly optional: boolean;
}

/** What is collected in Google's words, in the order of its form. */
export function googleLabels(): GoogleLabel[] {
  const kept = [...Object.values(categoryLabels), ...Object.values(partnerLabels)];
  return keysOf(googleDataTypes).flatMap((type) => {
    const told = kept.filter(({ google }) => google.includes(type));
    const passing = passingThrough.google.some((one) => one === type);
    if (told.length === 0 && !passing) return [];
    const all = [...told, ...(passing ? [passingThrough] : [])];
    return [
      {
        type,
        purposes: keysOf(googlePurposes).filter((one) =>
          all.some((label) => label.googlePurposes.some((p) => p === one)),
        ),
        ephemeral: told.length === 0,
        optional: all.every(({ optional }) => optional),
      },
    ];
  });
}

const heads = [
  'Question ID (machine readable)',
  'Response ID (machine readable)',
  'Response value',
  'Answer requirement',
  'Human-friendly question label',
] as const;

/** The form as Play Console imports it. `deletionUrl`: the public page that leads to the deletion of an account. */
export function dataSafetyCsv(deletionUrl: string): string {
  const labels = googleLabels();
  const rows: (readonly string[])[] = [
    heads,
    ['PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA', '', 'true', 'REQUIRED', 'Does your app collect or share user data?'],
    ['PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT', '', 'true', 'MAYBE_REQUIRED', 'Is all of it encrypted in transit?'],
    [
      ...['PSL_SUPPORTED_ACCOUNT_CREATION_METHODS', 'PSL_ACM_USER_ID_PASSWORD_OTHER_AUTH', 'true', 'MULTIPLE_CHOICE'],
      'Account creation / Username, password, and other authentication',
    ],
    ['PSL_ACCOUNT_DELETION_URL', '', deletionUrl, 'MAYBE_REQUIRED', 'Account deletion URL'],
    ['PSL_SUPPORT_DATA_DELETION_BY_USER', 'DATA_DELETION_YES', 'true', 'SINGLE_CHOICE', 'Deletion of data / Yes'],
    ['PSL_DATA_DELETION_URL', '', deletionUrl, 'MAYBE_REQUIRED', 'Data deletion URL'],
    ...labels.map(({ type }) => {
      const [group, words] = googleDataTypes[type];
      return [group, type, 'true', 'MULTIPLE_CHOICE', words];
    }),
    ...labels.flatMap(usageRows),
  ];
  return `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`;
}

function usageRows({ type, purposes, ephemeral, optional }: GoogleLabel): (readonly string[])[] {
  const question = `PSL_DATA_USAGE_RESPONSES:${type}`;
  const [, words] = googleDataTypes[type];
  return [
    [
      ...[`${question}:PSL_DATA_USAGE_COLLECTION_AND_SHARING`, 'PSL_DATA_USAGE_ONLY_COLLECTED', 'true'],
      ...['MULTIPLE_CHOICE', `${words}: collected`],
    ],
    [
      `${question}:PSL_DATA_USAGE_EPHEMERAL`,
      '',
      String(ephemeral),
      'MAYBE_REQUIRED',
      `${words}: processed ephemerally?`,
    ],
    [
      `${question}:DATA_USAGE_USER_CONTROL`,
      optional ? 'PSL_DATA_USAGE_USER_CONTROL_OPTIONAL' : 'PSL_DATA_USAGE_USER_CONTROL_REQUIRED',
      ...['true', 'SINGLE_CHOICE', `${words}: required, or may users choose?`],
    ],
    ...purposes.map((purpose) => [
      ...[`${question}:DATA_USAGE_COLLECTION_PURPOSE`, purpose, 'true', 'MULTIPLE_CHOICE'],
      `${words}: ${googlePurposes[purpose]}`,
    ]),
  ];
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// `Object.keys` tells the names of the very object that it is given.
const keysOf = <K extends string>(object: Readonly<Record<K, unknown>>): K[] => Object.keys(object) as K[];
