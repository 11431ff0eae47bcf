import {
  type LegalBlock,
  type LegalDocument,
  type LegalDocumentName,
  type LegalSpan,
  legalDocumentNames,
} from '@halobuzz/core/api/legal';
import published from '../../legal/published.json' with { type: 'json' };
import type { ControllerDetails } from './controller-settings.ts';

/** A version as it was published; braces stand for what the operator fills in. */
export type PublishedDocument = Pick<
  LegalDocument,
  'name' | 'version' | 'title' | 'effectiveAt' | 'changes' | 'textHash' | 'intro' | 'sections'
>;

/** Every version, made of `edge/legal` by `npm run docs`; oldest first. */
// The importer makes texts of names and kinds; a test reads all of it by the schema.
export const publishedDocuments = published as readonly PublishedDocument[];

/** All versions of a document that hold, or held, at that time; newest first. The first holds from the beginning. */
export function versionsOf(
  name: LegalDocumentName,
  nowMs: number,
  documents: readonly PublishedDocument[] = publishedDocuments,
): PublishedDocument[] {
  const [first, ...later] = versionsUpwards(name, documents);
  if (first === undefined) return [];
  return [first, ...later.filter(({ effectiveAt }) => Date.parse(effectiveAt) <= nowMs)].toReversed();
}

function versionsUpwards(name: LegalDocumentName, documents: readonly PublishedDocument[]): PublishedDocument[] {
  return documents
    .filter((document) => document.name === name)
    .toSorted((a, b) => a.effectiveAt.localeCompare(b.effectiveAt) || a.version.localeCompare(b.version));
}

/** The version of each document that holds at that time. */
export function documentsInForce(nowMs: number): PublishedDocument[] {
  return legalDocumentNames.flatMap((name) => versionsOf(name, nowMs).slice(0, 1));
}

/** One version, also one that does not hold yet: people may read what is to come. Without a version: the one in force. */
export function findDocument(
  name: LegalDocumentName,
  version: string | undefined,
  nowMs: number,
): PublishedDocument | undefined {
  if (version === undefined) return versionsOf(name, nowMs)[0];
  return publishedDocuments.find((document) => document.name === name && document.version === version);
}

/** The next version that is known and does not hold yet. */
export function upcomingOf(
  name: LegalDocumentName,
  nowMs: number,
  documents: readonly PublishedDocument[] = publishedDocuments,
): PublishedDocument | undefined {
  return versionsUpwards(name, documents)
    .slice(1)
    .find(({ effectiveAt }) => Date.parse(effectiveAt) > nowMs);
}

/** The document with the operator's details in it. A paragraph or point that names something absent is left out. */
export function filledIn(document: PublishedDocument, controller: ControllerDetails): PublishedDocument {
  const details = new Map<string, string | undefined>(Object.entries(controller));
  const isWhole = (spans: readonly LegalSpan[]): boolean =>
    spans.every(({ text }) => [...text.matchAll(BRACES)].every(([, name = '']) => details.get(name) !== undefined));
  const fill = (text: string): string => text.replaceAll(BRACES, (_whole, name: string) => details.get(name) ?? '');
  const spans = (given: readonly LegalSpan[]): LegalSpan[] =>
    given.map((span) => ({
      ...span,
      text: fill(span.text),
      ...(span.href === undefined ? {} : { href: fill(span.href) }),
    }));
  const block = (given: LegalBlock): LegalBlock[] => {
    switch (given.kind) {
      case 'text':
        return isWhole(given.spans) ? [{ ...given, spans: spans(given.spans) }] : [];
      case 'list':
        return [{ ...given, items: given.items.filter(isWhole).map(spans) }];
      case 'table':
        return [{ ...given, rows: given.rows.map((row) => row.map(spans)) }];
      default:
        return given satisfies never;
    }
  };
  return {
    ...document,
    intro: document.intro.flatMap(block),
    sections: document.sections.map((section) => ({ ...section, blocks: section.blocks.flatMap(block) })),
  };
}

const BRACES = /\{\{(\w+)\}\}/g;
