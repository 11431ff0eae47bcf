import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A small page that needs no scripts, readable in light and dark. */
export function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · HaloBuzz</title>
        <style>
          :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
          body { max-width: 56rem; margin: 0 auto; padding: 1.5rem; }
          article, details { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 0.5rem;
            padding: 0.75rem 1rem; margin: 0.75rem 0; }
          summary { cursor: pointer; }
          h2 { margin: 0; font-size: 1.1rem; }
          code, pre, .code { font-family: ui-monospace, monospace; }
          pre { overflow-x: auto; font-size: 0.85rem; }
          .code { font-size: 1.6rem; letter-spacing: 0.2em; margin: 0.5rem 0; }
          .message { white-space: pre-line; margin: 0.5rem 0; }
          .meta { opacity: 0.75; margin: 0.25rem 0; }
          input, textarea, button { font: inherit; color: inherit; background: transparent; padding: 0.3rem 0.5rem; border-radius: 0.3rem;
            border: 1px solid color-mix(in srgb, currentColor 45%, transparent); }
          textarea { display: block; width: 100%; box-sizing: border-box; font-family: ui-monospace, monospace; font-size: 0.85rem; }
          button { cursor: pointer; margin: 0.5rem 0; padding: 0.4rem 1rem; font-weight: 600; }
          output { display: block; white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace;
            font-size: 0.85rem; border-inline-start: 3px solid; padding-inline-start: 0.75rem; margin: 0.5rem 0; }
          [hidden] { display: none; }
          .method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${body}
      </body>
    </html>`;
}
