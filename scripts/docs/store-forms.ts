import { appIdentity } from '@halobuzz/core/app-links';
import { appPrivacyDetails } from '@halobuzz/core/privacy/store-labels/apple-labels';
import { dataSafetyCsv } from '@halobuzz/core/privacy/store-labels/google-labels';
import type { GeneratedDoc } from './generated-docs.ts';

/** Forms that both stores want of what is collected, as their consoles take them. Source: the inventory of stored data. */
export function storeForms(): GeneratedDoc[] {
  return [
    { path: 'mobile/store/app-privacy.json', text: privacyDetails() },
    { path: 'mobile/store/data-safety.csv', text: dataSafetyCsv(`${appIdentity.site}/delete-account`) },
  ];
}

/** JSON as the formatter leaves it: an entry a line of its own for each member, its lists on that line. */
function privacyDetails(): string {
  const entries = appPrivacyDetails().map((entry) => {
    const members = Object.entries(entry).map(([name, value]) => {
      const text = Array.isArray(value)
        ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]`
        : JSON.stringify(value);
      return `    ${JSON.stringify(name)}: ${text}`;
    });
    return `  {\n${members.join(',\n')}\n  }`;
  });
  return `[\n${entries.join(',\n')}\n]\n`;
}
