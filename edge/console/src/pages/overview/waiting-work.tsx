import { pageOf } from '@halobuzz/core/api/conventions';
import { approvalSchema, staffPayoutSchema } from '@halobuzz/core/api/finance';
import type { Permission } from '@halobuzz/core/roles';
import { Link } from 'wouter';
import { z } from 'zod';
import type { Query } from '../../api/query-of.ts';
import { useRead } from '../../kit/use-read.ts';
import { useCan, useMe } from '../../session/use-me.ts';
import { useIsOpen } from '../../shell/open-pages.ts';

/** A queue is asked for so many; more than those are `100+`. */
const askedMax = 100;
const looksEveryMs = 30_000;
/** Of most queues it matters only how many wait. */
const anyPage = pageOf(z.unknown());
/** Of decisions about money, whether they are mine to take: nobody decides their own, or twice. */
const decisionPage = pageOf(
  z.looseObject({ ...approvalSchema.pick({ approvals: true }).shape, requestedBy: z.string().optional() }),
);
const payoutPage = pageOf(z.looseObject(staffPayoutSchema.pick({ approvals: true }).shape));

/** How much waits for whoever looks, queue by queue. */
export function WaitingWork() {
  return (
    <section className="stack" aria-labelledby="waiting">
      <h2 id="waiting">Waiting</h2>
      <ul className="counts">
        <Queue needs="decide_reports" title="open cases" page="/cases" path="/admin/cases" query={{ state: 'open' }} />
        <Queue
          needs="decide_reports"
          title="cases of mine"
          page="/cases"
          path="/admin/cases"
          query={{ state: 'open', held: 'mine' }}
        />
        <Queue needs="decide_reports" title="appeals" page="/appeals" path="/admin/appeals" query={{}} />
        <Queue
          needs="decide_privacy_requests"
          title="privacy requests"
          page="/privacy-requests"
          path="/admin/privacy-requests"
          query={{}}
        />
        <Approvals />
        <Payouts />
      </ul>
    </section>
  );
}

interface QueueProps {
  readonly needs: Permission;
  readonly title: string;
  readonly page: string;
  readonly path: string;
  readonly query: Query;
}

function Queue(props: QueueProps) {
  return useCan(props.needs) ? <Counted {...props} /> : null;
}

function Counted({ title, page, path, query }: QueueProps) {
  const read = useRead({
    path,
    query: { ...query, limit: askedMax },
    schema: anyPage,
    key: 'waiting',
    everyMs: looksEveryMs,
  });
  const count = read.data === undefined ? undefined : read.data.items.length;
  return (
    <Count
      title={title}
      page={page}
      count={count}
      more={read.data?.next !== undefined}
      failed={read.status === 'failed'}
    />
  );
}

function Approvals() {
  return useCan('approve_adjustment') ? <MyApprovals /> : null;
}

function MyApprovals() {
  const { accountId } = useMe();
  const read = useRead({
    path: '/admin/finance/approvals',
    query: { status: 'open', limit: askedMax },
    schema: decisionPage,
    key: 'waiting',
    everyMs: looksEveryMs,
  });
  const mine = read.data?.items.filter(
    ({ requestedBy, approvals }) => requestedBy !== accountId && approvals.every(({ by }) => by !== accountId),
  );
  return (
    <Count
      title="for my approval"
      page="/finance/approvals"
      count={mine?.length}
      more={read.data?.next !== undefined}
      failed={read.status === 'failed'}
    />
  );
}

function Payouts() {
  return useCan('approve_payout') ? <MyPayouts /> : null;
}

function MyPayouts() {
  const { accountId } = useMe();
  const read = useRead({
    path: '/admin/finance/payouts',
    query: { status: 'held', limit: askedMax },
    schema: payoutPage,
    key: 'waiting',
    everyMs: looksEveryMs,
  });
  const mine = read.data?.items.filter(({ approvals }) => approvals.every(({ by }) => by !== accountId));
  return (
    <Count
      title="payouts to approve"
      page="/finance/payouts"
      count={mine?.length}
      more={read.data?.next !== undefined}
      failed={read.status === 'failed'}
    />
  );
}

interface CountProps {
  readonly title: string;
  readonly page: string;
  readonly count: number | undefined;
  readonly more: boolean;
  readonly failed: boolean;
}

function Count({ title, page, count, more, failed }: CountProps) {
  const isOpen = useIsOpen(page);
  const text = failed ? 'not known' : count === undefined ? '…' : `${count}${more ? '+' : ''}`;
  return (
    <li className="card">
      <strong>{text}</strong>
      {isOpen ? <Link href={page}>{title}</Link> : title}
    </li>
  );
}
