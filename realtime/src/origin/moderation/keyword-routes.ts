import { type KeywordListView, keywordChangesSchema, keywordPreviewRequestSchema } from '@halobuzz/core/api/keywords';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { Hono } from 'hono';
import type { AuditLog } from '../audit/audit-log.ts';
import { requireStaff } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody } from '../http/validate.ts';
import type { KeywordChange, Keywords } from './keywords.ts';
import { type PreviewDeps, previewKeywords } from './preview-keywords.ts';

export type KeywordRouteDeps = PreviewDeps & {
  readonly keywords: Keywords;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly random: RandomBytes;
};

/** The platform's words: the list, its changes, and what a change would have caught. */
export function keywordRoutes(deps: KeywordRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/keywords', async (c) => {
    requireStaff(c, 'moderate_any_room');
    return c.json({ success: true, data: await listView(deps.keywords) });
  });

  routes.post('/keywords', async (c) => {
    const { account } = requireStaff(c, 'moderate_any_room');
    const changes = parseBody(c, keywordChangesSchema);
    assertTermsOnce(changes);
    for (const [at, { endsAt }] of changes.add.entries()) {
      if (endsAt !== undefined && Date.parse(endsAt) <= deps.clock()) throw invalidField(`add.${at}.endsAt`, 'is over');
    }
    const result = await deps.keywords.change(changes, account, c.get('requestId'));
    if (result.kind === 'full') throw invalidField('add', 'makes the list too long');
    if (result.kind === 'conflict') {
      const message = `is ${result.version} now${result.since.map(changedWords).join('')}`;
      throw new AppError('conflict', { errors: [{ field: 'version', message }] });
    }
    return c.json({ success: true, data: await listView(deps.keywords) });
  });

  routes.post('/keywords/preview', async (c) => {
    const { account } = requireStaff(c, 'moderate_any_room');
    const request = parseBody(c, keywordPreviewRequestSchema);
    assertTermsOnce(request);
    await deps.audit.append({
      id: newOpaqueId('au', deps.random),
      ...{ atMs: deps.clock(), actor: account, action: 'keywords.previewed', reason: request.reason },
      requestId: c.get('requestId'),
      details: { hours: request.hours, added: request.add.length, removed: request.remove.length },
    });
    return c.json({ success: true, data: await previewKeywords(deps, request) });
  });

  return routes;
}

async function listView(keywords: Pick<Keywords, 'list'>): Promise<KeywordListView> {
  const { version, terms } = await keywords.list();
  return {
    version,
    terms: terms.map(({ addedAtMs, endsAtMs, ...rest }) => ({
      ...{ ...rest, addedAt: new Date(addedAtMs).toISOString() },
      ...(endsAtMs === undefined ? {} : { endsAt: new Date(endsAtMs).toISOString() }),
    })),
  };
}

/** One term, one wish: what is added and removed at once, or added twice, is a mistake. */
function assertTermsOnce({
  add,
  remove,
}: {
  readonly add: readonly { readonly term: string }[];
  readonly remove: readonly string[];
}): void {
  const seen = new Set(remove);
  for (const [at, { term }] of add.entries()) {
    if (seen.has(term)) throw invalidField(`add.${at}.term`, 'stands more than once');
    seen.add(term);
  }
}

function changedWords({ version, by, added, removed }: KeywordChange): string {
  const words = [...added.map(({ term }) => `+${term}`), ...removed.map((term) => `-${term}`)].join(', ');
  return `; ${version} by ${by}: ${words}`;
}
