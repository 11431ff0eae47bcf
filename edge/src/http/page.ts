import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A small page that needs no scripts, readable in light and dark. */
export function page(title: string, body: Markup): Markup {
  return htmlDocument(
    { title, styleSheet: '/pages/page.css' },
    html`<h1>${title}</h1>
        ${body}`,
  );
}

/** A whole document under our name, with no scripts. */
export function htmlDocument(
  { title, styleSheet }: { readonly title: string; readonly styleSheet: string },
  body: Markup,
): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · HaloBuzz</title>
        <link rel="stylesheet" href="${styleSheet}" />
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}
