import type { accountSections, ExportSection } from '@halobuzz/core/privacy/export-sections';
import { choiceSources } from './choice-sources.ts';
import type { ExportSource } from './export-source.ts';
import { csvText, type FileText, jsonText } from './file-text.ts';
import { liveSources } from './live-sources.ts';
import { moneySources } from './money-sources.ts';
import { peopleSources } from './people-sources.ts';

export type OriginSection = Exclude<ExportSection, (typeof accountSections)[number]>;

/** Where the origin finds every part that it holds; parts that nothing is read for do not compile. */
export const exportSources: Readonly<Record<OriginSection, readonly ExportSource[]>> = {
  ...moneySources,
  ...peopleSources,
  ...liveSources,
  ...choiceSources,
};

export function isOriginSection(section: ExportSection): section is OriginSection {
  return Object.hasOwn(exportSources, section);
}

const ledgerText = csvText(['at', 'transaction', 'account', 'type', 'amount', 'currency', 'balance']);

/** JSON, but for the ledger: people open it in a spreadsheet. */
export function textOfSection(section: OriginSection): FileText {
  return section === 'ledger' ? ledgerText : jsonText;
}
