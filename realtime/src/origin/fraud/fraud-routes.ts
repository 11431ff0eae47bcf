import type { Finding } from '@halobuzz/core/api/fraud';
import {
  findingDecisionSchema,
  findingParamSchema,
  findingQuerySchema,
  fraudPreviewRequestSchema,
  fraudReplayRequestSchema,
  fraudRuleParamSchema,
  fraudRulePutSchema,
} from '@halobuzz/core/api/fraud';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { type FraudRule, isWatched, type WatchedRule } from '@halobuzz/core/fraud/fraud-rule';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import { type DecideDeps, decideFinding } from './decide-finding.ts';
import { auditIdOf } from './findings.ts';
import { type FindingDoc, fraudFindings } from './fraud-collections.ts';
import type { FraudRules } from './fraud-rules.ts';
import { type ActivityPoint, keepFindings, type Tried, tryRule } from './try-rule.ts';

export interface FraudRouteDeps extends DecideDeps {
  readonly fraudRules: FraudRules;
  readonly random: RandomBytes;
}

const pageCursor = z.tuple([z.int().min(0), z.string().max(64)]);
const activityCursor = z.tuple([z.int().min(0), z.string().max(160)]);

/** `/finance/findings` and `/finance/rules`: what staff see and decide. The edge audits reading, the origin every change. */
export function fraudRoutes(deps: FraudRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/finance/findings', async (c) => {
    requireStaff(c, 'see_money');
    const { cursor, limit, status, rule, subject } = parseQuery(c, findingQuerySchema);
    const [atMs, id] = cursor === undefined ? [] : decodeCursor(cursor, pageCursor);
    const at = new Date(atMs ?? 0);
    const behind = id === undefined ? {} : { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] };
    const found = await fraudFindings(deps.db)
      .find({
        ...(status === undefined ? {} : { status: { $eq: status } }),
        ...(rule === undefined ? {} : { ruleId: { $eq: rule } }),
        $and: [behind, subject === undefined ? {} : { $or: [{ givers: subject }, { earners: subject }] }],
      })
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .toArray();
    const page = cursorPage(found, limit, ({ at: foundAt, _id }) => [foundAt.getTime(), _id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(findingView) } });
  });

  routes.post('/finance/findings/:id/decision', async (c) => {
    const { account: by, subject } = requireStaff(c, 'freeze_wallet');
    const { id } = parseParams(c, findingParamSchema);
    const decision = { ...parseBody(c, findingDecisionSchema), by, subject };
    const { result, finding } = await decideFinding(deps, id, decision);
    return c.json({ success: true, data: { result, finding: findingView(finding) } });
  });

  routes.get('/finance/rules', async (c) => {
    requireStaff(c, 'see_money');
    return c.json({ success: true, data: { items: (await deps.fraudRules.current()).map(ruleView) } });
  });

  routes.put('/finance/rules/:id', async (c) => {
    const { account } = requireStaff(c, 'change_fraud_rules');
    const { id } = parseParams(c, fraudRuleParamSchema);
    const { reason, ...change } = parseBody(c, fraudRulePutSchema);
    const made = await deps.fraudRules.put({ id, ...change, by: account, atMs: deps.clock() });
    if (made === undefined) throw new AppError('conflict');
    await deps.audit.append({
      ...{ id: auditIdOf('fraud.rule_changed', id, made.version), atMs: made.atMs, actor: account },
      ...{ action: 'fraud.rule_changed', subject: id, reason },
      details: { version: made.version, enabled: made.enabled, ...flat(made) },
    });
    return c.json({ success: true, data: ruleView(made) });
  });

  routes.post('/finance/rules/preview', async (c) => {
    requireStaff(c, 'see_money');
    const { body, days, after } = parseBody(c, fraudPreviewRequestSchema);
    const nowMs = deps.clock();
    const rule: FraudRule = { id: 'preview', version: 0, enabled: true, by: 'system', atMs: nowMs, body };
    if (!isWatched(rule)) throw new AppError('validation_failed');
    const tried = await tryOver(deps, rule, days, after, nowMs);
    const shown = tried.findings.slice(0, limits.fraudPreviewShownMax).map(findingView);
    const ids = tried.findings.map(({ _id }) => _id);
    return c.json({ success: true, data: { ...countsOf(tried), ids, shown } });
  });

  routes.post('/finance/rules/:id/replay', async (c) => {
    const { account } = requireStaff(c, 'change_fraud_rules');
    const { id } = parseParams(c, fraudRuleParamSchema);
    const { days, after, reason } = parseBody(c, fraudReplayRequestSchema);
    const rule = (await deps.fraudRules.current()).find((one) => one.id === id);
    if (rule === undefined) throw new AppError('not_found');
    if (!rule.enabled || !isWatched(rule)) throw new AppError('conflict');
    const nowMs = deps.clock();
    const tried = await tryOver(deps, rule, days, after, nowMs);
    const kept = await keepFindings(deps.db, tried.findings);
    await deps.audit.append({
      ...{ id: newOpaqueId('au', deps.random), atMs: nowMs, actor: account, action: 'fraud.rule_replayed' },
      ...{ subject: id, reason, details: { version: rule.version, days, found: tried.findings.length, kept } },
    });
    return c.json({ success: true, data: { ...countsOf(tried), kept } });
  });

  return routes;
}

function tryOver(
  { db }: FraudRouteDeps,
  rule: WatchedRule,
  days: number,
  after: string | undefined,
  nowMs: number,
): Promise<Tried> {
  const [hour, id] = after === undefined ? [] : decodeCursor(after, activityCursor);
  const point: ActivityPoint | undefined = hour === undefined || id === undefined ? undefined : { hour, id };
  return tryRule(db, { rule, fromMs: nowMs - days * 86_400_000, toMs: nowMs, after: point, nowMs });
}

function countsOf({ findings, looked, next }: Tried) {
  const counts = { found: findings.length, looked };
  return next === undefined ? counts : { ...counts, next: encodeCursor([next.hour, next.id]) };
}

function findingView({ _id, ruleId, at, windowEnd, decision, asked, revision: _, ...rest }: FindingDoc): Finding {
  return {
    ...rest,
    id: _id,
    rule: ruleId,
    kind: rest.kind as Finding['kind'], // only rules of these kinds write findings
    at: at.toISOString(),
    windowEnd: windowEnd.toISOString(),
    evidence: [...rest.evidence],
    givers: [...rest.givers],
    earners: [...rest.earners],
    ...(decision === null ? {} : { decision: { ...decision, at: decision.at.toISOString() } }),
    ...(asked === null ? {} : { asked: { ...asked, at: asked.at.toISOString() } }),
  };
}

function ruleView({ atMs, ...rule }: FraudRule) {
  return { ...rule, at: new Date(atMs).toISOString() };
}

/** A rule's body as the audit log holds it: plain values, cut to what one may be long. */
function flat({ body }: FraudRule): Record<string, string> {
  return { kind: body.kind, action: body.action, parameters: JSON.stringify(body.parameters).slice(0, 256) };
}
