import { dataCategories, lawfulBases } from '@halobuzz/core/privacy/inventory/data-categories';
import { recipients } from '@halobuzz/core/privacy/inventory/recipients';
import { html, raw } from 'hono/html';
import { minuteOf } from '../../day-of.ts';

type Html = ReturnType<typeof html>;

/** A part as the page shows it. */
export interface IndexPart {
  readonly title: string;
  readonly path: string;
  readonly rows: number;
  /** The first ones; `rows` may be more. */
  readonly preview: readonly Readonly<Record<string, string>>[];
}

export interface IndexFacts {
  readonly madeAtMs: number;
  readonly publicUrl: string;
  readonly parts: readonly IndexPart[];
  /** Paths of pictures. */
  readonly pictures: readonly string[];
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%;font-size:.85rem}th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{white-space:nowrap}td{min-width:6rem}.wide{overflow-x:auto}img{max-width:12rem;margin:.5rem}h2{margin-top:2.5rem}
@media (prefers-color-scheme:dark){body{color:#eee;background:#161616}th,td{border-color:#444}a{color:#9cf}}`;

/**
 * The page that people open first: what is in the archive, in words and tables, with the rights that go with it. It runs no
 * script and asks no server for anything; every text is escaped.
 */
export async function renderIndex(facts: IndexFacts): Promise<string> {
  const { madeAtMs, publicUrl, parts, pictures } = facts;
  const filled = parts.filter(({ rows }) => rows > 0);
  const empty = parts.filter(({ rows }) => rows === 0);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>Your HaloBuzz data</title><style>${raw(style)}</style></head><body>
<h1>Your HaloBuzz data</h1>
<p>This is a copy of what HaloBuzz stores about you, made on ${minuteOf(madeAtMs)}. The tables show the first rows; the files hold all of them.
The files are JSON, which other services can read, and the movements of your coins are a table (CSV). <a href="manifest.json">manifest.json</a> lists
every file with its size and its SHA-256, so that you can prove that nothing was changed.</p>
<p><b>Other people</b> are called “person-…”, the same one by the same name in all files. Only those stand here by name whom you chose
yourself: whom you follow, block, appoint or invite, and hosts you gave gifts to. What others wrote or reported about you is theirs too, so it
is left out or shortened.</p>
<p><b>Left out</b>: passwords, keys and codes (they would let whoever finds this archive sign in), how our checks against fraud decide, and what
is gone within a day anyway. Usage events, if you agreed to them, stand under signs that lead to nobody.</p>
<h2>Contents</h2><ul>${filled.map((part) => html`<li><a href="#${idOf(part)}">${part.title}</a>: ${rowsText(part.rows)}</li>`)}</ul>
${empty.length === 0 ? '' : html`<p>Nothing is stored under: ${empty.map(({ title }) => title).join('; ')}.</p>`}
${filled.map(partSection)}
${pictures.length === 0 ? '' : html`<h2>Pictures</h2>${pictures.map((path) => html`<a href="${path}"><img src="${path}" alt="A picture of yours"></a>`)}`}
<h2>What it is for</h2><div class="wide"><table><tr><th>kind</th><th>what</th><th>for</th><th>allowed by</th></tr>${categoryRows()}</table></div>
<h2>Who gets it</h2><ul>${recipients.map(({ name, does, gets, when }) => html`<li><b>${name}</b> ${does}. It gets: ${gets} (${when}).</li>`)}</ul>
<h2>How long we keep it, and your rights</h2>
<p>How long each kind is kept stands in the <a href="${publicUrl}/legal/privacy">privacy policy</a>. You may have what is wrong corrected, have your
data erased, restrict or object to what we do with it, take it to another service, and withdraw what you agreed to, all under “Privacy” in HaloBuzz.
No decision with legal effect is made by machines alone without a person looking at it when you ask. You may complain to the data protection
authority where you live.</p></body></html>
`;
  return String(await page);
}

function partSection(part: IndexPart): Html | Promise<Html> {
  const columns = [...new Set(part.preview.flatMap((row) => Object.keys(row)))];
  const more = part.rows > part.preview.length;
  return html`<h2 id="${idOf(part)}">${part.title}</h2>
<p>${rowsText(part.rows)}${more ? `, of which ${part.preview.length} are shown` : ''}. All of it: <a href="${part.path}">${part.path}</a></p>
<div class="wide"><table><tr>${columns.map((column) => html`<th>${wordsOf(column)}</th>`)}</tr>
${part.preview.map((row) => html`<tr>${columns.map((column) => html`<td>${row[column] ?? ''}</td>`)}</tr>`)}</table></div>`;
}

function categoryRows() {
  return Object.values(dataCategories).map(
    ({ title, what, purpose, bases }) =>
      html`<tr><td>${title}</td><td>${what}</td><td>${purpose}</td><td>${bases.map((basis) => lawfulBases[basis]).join('; ')}</td></tr>`,
  );
}

function idOf({ path }: IndexPart): string {
  return path.replaceAll(/[^a-z]+/g, '-');
}

/** `createdAt` reads “created at”. */
function wordsOf(column: string): string {
  return column.replaceAll(
    /([a-z])([A-Z])/g,
    (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
  );
}

function rowsText(rows: number): string {
  return rows === 1 ? 'one row' : `${rows} rows`;
}
