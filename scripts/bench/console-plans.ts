import type { Db } from 'mongodb';

interface Profiled {
  readonly ns: string;
  readonly op: string;
  readonly planSummary?: string;
  readonly hasSortStage?: boolean;
  readonly docsExamined?: number;
  readonly keysExamined?: number;
}

/** What MongoDB did for one request. */
export interface PlanSummary {
  readonly queries: number;
  readonly docs: number;
  readonly keys: number;
  /** Scans of whole collections, and sorts in memory. Collections that a page holds whole are none. */
  readonly bad: readonly string[];
}

/** A scan or a sort of so few documents is bounded by something else than by how much there is. */
const fewDocuments = 1_000;

/** Runs something while the server's profiler notes every query of the database, and says what they read. */
export async function plansOf(db: Db, work: () => Promise<unknown>): Promise<PlanSummary> {
  await db.setProfilingLevel('off');
  await db.collection('system.profile').drop();
  await db.setProfilingLevel('all');
  try {
    await work();
  } finally {
    await db.setProfilingLevel('off');
  }
  const found = await db.collection<Profiled>('system.profile').find().toArray();
  const queries = found.filter(({ op, planSummary }) => op !== 'insert' && planSummary !== undefined);
  return {
    queries: queries.length,
    docs: queries.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0),
    keys: queries.reduce((sum, { keysExamined = 0 }) => sum + keysExamined, 0),
    bad: queries.flatMap(({ ns, planSummary = '', hasSortStage, docsExamined = 0 }) => {
      const scans = planSummary.includes('COLLSCAN') && docsExamined > fewDocuments;
      const sorts = hasSortStage === true && docsExamined > fewDocuments;
      return scans || sorts ? [`${ns.slice(ns.indexOf('.') + 1)}: ${sorts ? 'SORT ' : ''}${planSummary}`] : [];
    }),
  };
}
