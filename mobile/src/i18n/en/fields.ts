import { englishFieldTexts } from '@halobuzz/core/errors/field-messages';

/** What is said at a field that does not fit. */
export const fields = {
  ...englishFieldTexts,
  /** What core's schemas say in words of their own, by those words. */
  known: {
    'may hold letters, digits, dots and underscores': 'may hold letters, digits, dots and underscores',
    'must be 6 digits': 'must be 6 digits',
    'must be lower-case letters and digits, with single hyphens between them':
      'must be lower-case letters and digits, with single hyphens between them',
    'must not name a tag twice': 'must not name a tag twice',
    'must be above 0': 'must be above 0',
    'must change something': 'must change something',
    'must be a country of ISO 3166-1 alpha-2, in capitals': 'must be a country of ISO 3166-1 alpha-2, in capitals',
    'goes with the visibility "password", and is needed for it':
      'goes with the visibility "password", and is needed for it',
    'must be given to correct a birth date, and otherwise left out':
      'must be given to correct a birth date, and otherwise left out',
  },
};
