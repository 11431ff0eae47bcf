import type { LegalBlock, LegalSpan } from '@halobuzz/core/api/legal';
import { html } from 'hono/html';
import { htmlDocument } from '../http/page.ts';
import type { PublishedDocument } from './legal-documents.ts';

/** What a page says beside the text. */
export interface LegalPageContext {
  /** Known versions that hold or held, newest first. */
  readonly versions: readonly PublishedDocument[];
  readonly upcoming: PublishedDocument | undefined;
}

const titles = { privacy: 'Privacy policy', terms: 'Terms of use', cookies: 'Cookie notice' } as const;
const dateFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const dayOf = (at: string): string => dateFormat.format(Date.parse(at));

/** A legal document as a page: no scripts, light and dark, wide and narrow, on paper. */
export function legalPage(document: PublishedDocument, { versions, upcoming }: LegalPageContext) {
  const newest = versions[0];
  const isPast = newest !== undefined && newest.version > document.version;
  const isHeld = versions.some(({ version }) => version === document.version);
  return layout(
    document.title,
    html`<header>
        <h1>${document.title}</h1>
        <p class="meta">${isHeld ? 'In force since' : 'Holds from'} <time datetime="${document.effectiveAt}">${dayOf(document.effectiveAt)}</time>. ${document.changes}</p>
        ${isPast ? html`<p class="note">This is an older version. <a href="/legal/${document.name}">Read the one that holds now.</a></p>` : ''}
        ${
          upcoming === undefined || upcoming.version === document.version
            ? ''
            : html`<p class="note">
                A new version holds from ${dayOf(upcoming.effectiveAt)}: ${upcoming.changes}
                <a href="/legal/${document.name}/${upcoming.version}">Read it now.</a>
              </p>`
        }
      </header>
      <nav class="contents" aria-label="Contents">
        <ol>
          ${document.sections.filter(({ level }) => level === 2).map(({ id, heading }) => html`<li><a href="#${id}">${heading}</a></li>`)}
        </ol>
      </nav>
      ${document.intro.map(blockView)}
      ${document.sections.map(
        ({ id, heading, level, blocks }) =>
          html`${level === 2 ? html`<h2 id="${id}">${heading}</h2>` : html`<h3 id="${id}">${heading}</h3>`}
          ${blocks.map(blockView)}`,
      )}
      <footer>
        <p class="meta">
          Versions:
          ${versions.map(
            (version, at) =>
              html`${at === 0 ? '' : ', '}<a href="/legal/${version.name}/${version.version}">${dayOf(version.effectiveAt)}</a>`,
          )}. SHA-256 of this text: <code>${document.textHash}</code>
        </p>
      </footer>`,
  );
}

/** All documents that hold now. */
export function legalIndexPage(documents: readonly PublishedDocument[]) {
  return layout(
    'Legal',
    html`<header><h1>Legal</h1></header>
      <ul>
        ${documents.map(
          ({ name, title, effectiveAt }) =>
            html`<li><a href="/legal/${name}">${title}</a>, in force since ${dayOf(effectiveAt)}</li>`,
        )}
      </ul>`,
  );
}

function layout(title: string, body: ReturnType<typeof html>) {
  return htmlDocument(
    { title, styleSheet: '/pages/legal.css' },
    html`<a class="skip" href="#text">Skip to the text</a>
        <nav class="site" aria-label="HaloBuzz">
          <a href="/">HaloBuzz</a>
          ${Object.entries(titles).map(([name, text]) => html`<a href="/legal/${name}">${text}</a>`)}
        </nav>
        <main id="text">${body}</main>`,
  );
}

function blockView(block: LegalBlock) {
  switch (block.kind) {
    case 'text':
      return html`<p>${block.spans.map(spanView)}</p>`;
    case 'list':
      return html`<ul>
        ${block.items.map((item) => html`<li>${item.map(spanView)}</li>`)}
      </ul>`;
    case 'table':
      // Narrow screens show each row as a card: its cells say their column's name, which the style sheet writes.
      return html`<div class="table" role="region" aria-label="${block.columns.join(', ')}" tabindex="0">
        <table>
          <thead>
            <tr>
              ${block.columns.map((column) => html`<th scope="col">${column}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${block.rows.map(
              (row) =>
                html`<tr>
                  ${row.map((cell, at) => html`<td data-label="${block.columns[at] ?? ''}">${cell.map(spanView)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
    default:
      return block satisfies never;
  }
}

function spanView({ text, strong, href }: LegalSpan) {
  if (href !== undefined) return html`<a href="${href}">${text}</a>`;
  return strong === true ? html`<strong>${text}</strong>` : html`${text}`;
}
