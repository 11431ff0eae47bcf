import type { PartState, StatusData, StatusNotice, StatusPoint } from '@halobuzz/core/api/status';
import { html } from 'hono/html';
import { htmlDocument } from '../http/page.ts';
import { plot, wordsOf } from './plot.ts';

const headlines = {
  up: 'Everything works',
  limited: 'Some parts do not work as they should',
  down: 'HaloBuzz is down for many',
} as const;

const stateWords: Readonly<Record<PartState, string>> = {
  up: 'works',
  limited: 'limited',
  down: 'down',
  off: 'not set up here',
  unknown: 'not known just now',
};

const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
const hourFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const timeOf = (at: string) => html`<time datetime="${at}">${timeFormat.format(Date.parse(at))} UTC</time>`;

/** How the platform is, for people. Whole without scripts; with them it looks again by itself. */
export function statusPage(data: StatusData) {
  return htmlDocument(
    { title: headlines[data.state], styleSheet: '/pages/status.css' },
    html`<header>
        <p class="brand"><a href="/">HaloBuzz</a> status</p>
        <p class="again" hidden>
          <label><input type="checkbox" id="again" checked /> Look again every 15 seconds</label>
        </p>
      </header>
      <main>
        <h1 class="${data.state}" id="headline">${headlines[data.state]}</h1>
        <p class="meta">Looked at ${timeOf(data.checkedAt)}.${staleWords(data)}</p>
        ${data.notices.map(noticeView)}
        <h2>Parts</h2>
        <ul class="parts">
          ${data.parts.map(
            ({ name, state }) =>
              html`<li><span>${name}</span> <span class="state ${state}">${stateWords[state]}</span></li>`,
          )}
        </ul>
        ${figures(data)}
      </main>
      <p id="told" class="unseen" aria-live="polite"></p>
      <script type="module" src="/pages/status.js"></script>`,
  );
}

function staleWords({ figuresAt, parts }: StatusData) {
  if (parts.every(({ part, state }) => part !== 'origin' || state !== 'down')) return '';
  return figuresAt === undefined
    ? ' What stands behind this page does not answer, so that it has no figures.'
    : html` What stands behind this page does not answer; the figures below are from ${timeOf(figuresAt)}.`;
}

function noticeView({ message, since, until }: StatusNotice) {
  return html`<section class="notice" aria-label="Notice">
    <p>${message}</p>
    ${since === undefined ? '' : html`<p class="meta">Since ${timeOf(since)}.</p>`}
    ${until === undefined ? '' : html`<p class="meta">Expected to be over at ${timeOf(until)}.</p>`}
  </section>`;
}

function figures({ now, points, stepSeconds }: StatusData) {
  if (points.length === 0) return '';
  const of = (value: (point: StatusPoint) => number | undefined) =>
    points.map((point) => ({ at: point.at, value: value(point) }));
  const hours = Math.round((points.length * stepSeconds) / 3_600);
  return html`<h2>The last ${hours} hours</h2>
    ${
      now === undefined
        ? ''
        : html`<p>Now ${wordsOf(now.viewers, 'viewers')} of ${wordsOf(now.broadcasts, 'broadcasts')}.</p>`
    }
    ${plot(
      'Viewers',
      of(({ viewers }) => viewers),
      '',
    )}
    ${plot(
      `Gifts in ${stepSeconds / 60} minutes`,
      of(({ gifts }) => gifts),
      '',
    )}
    ${plot(
      'How long answers take (95 of 100 are faster)',
      of(({ answerMs }) => answerMs),
      'ms',
    )}
    <details>
      <summary>As a table</summary>
      <table>
        <caption>Times are UTC</caption>
        <thead>
          <tr><th scope="col">From</th><th scope="col">Viewers</th><th scope="col">Gifts</th><th scope="col">Answers</th></tr>
        </thead>
        <tbody>
          ${points.map(
            ({ at, viewers, gifts, answerMs }) =>
              html`<tr>
                <th scope="row"><time datetime="${at}">${hourFormat.format(Date.parse(at))}</time></th>
                <td>${viewers ?? '–'}</td><td>${gifts}</td><td>${answerMs === undefined ? '–' : `${answerMs} ms`}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
}
