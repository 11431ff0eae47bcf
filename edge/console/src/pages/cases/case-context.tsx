import { staffSanctionsSchema } from '@halobuzz/core/api/account-sanctions';
import type { CaseView } from '@halobuzz/core/api/cases';
import { chatContextSchema } from '@halobuzz/core/api/chat-log';
import { accountLinksSchema } from '@halobuzz/core/api/evasion';
import { termInWords } from '@halobuzz/core/moderation/statement-of-reasons';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { outcomeWords, reportReasonWords, targetWords } from './case-words.ts';

/** What stands around a case: the chat around a message, what the person did before, and accounts that may be theirs. */
export function CaseContext({ one }: { readonly one: CaseView }) {
  return (
    <>
      {one.targetKind === 'message' && one.roomId !== undefined ? (
        <ChatAround roomId={one.roomId} messageId={one.targetId} />
      ) : null}
      {one.accountId === undefined ? null : (
        <>
          <AccountSanctions accountId={one.accountId} />
          <History one={one} />
          <Links accountId={one.accountId} />
        </>
      )}
    </>
  );
}

function ChatAround({ roomId, messageId }: { readonly roomId: string; readonly messageId: string }) {
  const path = `/admin/watch/${roomId}/chat`;
  const read = useRead({ path, query: { around: messageId }, schema: chatContextSchema });
  return (
    <section aria-labelledby="chat">
      <h2 id="chat">Chat around it</h2>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">The chat of then is not kept any more. What was reported stands above.</p>
          ) : (
            <ol className="chat-lines">
              {items.map(({ id, from, text, at, removed, flagged }) => (
                <li key={id} aria-current={id === messageId ? 'true' : undefined}>
                  <AccountLink id={from.id} handle={from.handle} /> {text ?? <em>gone</em>}{' '}
                  {removed === undefined ? null : <Badge tone="warning">deleted</Badge>}{' '}
                  {flagged === undefined ? null : <Badge tone="info">{flagged}</Badge>}{' '}
                  {id === messageId ? <Badge tone="error">reported</Badge> : null}{' '}
                  <span className="muted">
                    <Time iso={at} />
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </section>
  );
}

function AccountSanctions({ accountId }: { readonly accountId: string }) {
  const read = useRead({ path: `/admin/accounts/${accountId}/sanctions`, schema: staffSanctionsSchema });
  return (
    <section aria-labelledby="sanctions">
      <h2 id="sanctions">Sanctions before</h2>
      <Loaded read={read}>
        {({ items, strikes, suggestion }) => (
          <>
            <p>
              {strikes} {strikes === 1 ? 'strike counts' : 'strikes count'} now. If a rule was broken, the usual next
              step:{' '}
              <strong>
                {outcomeWords[suggestion.kind]}
                {suggestion.kind === 'warn' ? '' : ` ${termInWords(suggestion.seconds)}`}
              </strong>
              . You decide.
            </p>
            <DataTable
              caption="Sanctions on the account"
              rows={items}
              rowKey={({ id }) => id}
              empty="None on the account."
              columns={[
                { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
                { key: 'kind', title: 'What', cell: ({ kind }) => outcomeWords[kind] },
                { key: 'reason', title: 'Rule', cell: ({ reason }) => reason.replaceAll('_', ' ') },
                {
                  key: 'state',
                  title: 'State',
                  cell: ({ inForce, liftedAt }) => (liftedAt !== undefined ? 'lifted' : inForce ? 'in force' : 'over'),
                },
                { key: 'appeal', title: 'Appeal', minor: true, cell: ({ appeal }) => appeal?.status ?? '–' },
              ]}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

function History({ one }: { readonly one: CaseView }) {
  const { cases, sanctions } = one.history;
  return (
    <section aria-labelledby="history">
      <h2 id="history">Cases before</h2>
      <DataTable
        caption="Other cases about this person, the newest first"
        rows={cases}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/cases/${id}`}
        empty="No other case."
        columns={[
          {
            key: 'what',
            title: 'What',
            cell: (other) => `${targetWords[other.targetKind]}: ${reportReasonWords[other.reason]}`,
          },
          { key: 'at', title: 'Opened', cell: ({ openedAt }) => <Time iso={openedAt} /> },
          { key: 'reports', title: 'Reports', align: 'end', cell: ({ reports }) => reports },
          {
            key: 'outcome',
            title: 'Outcome',
            cell: ({ outcome }) => (outcome === undefined ? <Badge>open</Badge> : outcomeWords[outcome]),
          },
        ]}
      />
      {sanctions.length === 0 ? null : (
        <DataTable
          caption="Mutes and bans in rooms of hosts, the newest first"
          showCaption
          rows={sanctions}
          rowKey={({ id }) => id}
          columns={[
            { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
            { key: 'kind', title: 'What', cell: ({ kind }) => kind },
            { key: 'reason', title: 'Why', cell: ({ reason }) => reason },
            { key: 'appeal', title: 'Appeal', cell: ({ appeal }) => appeal ?? '–' },
          ]}
        />
      )}
    </section>
  );
}

function Links({ accountId }: { readonly accountId: string }) {
  const read = useRead({ path: `/admin/accounts/${accountId}/links`, schema: accountLinksSchema });
  return (
    <section aria-labelledby="links">
      <h2 id="links">Accounts that may be theirs</h2>
      <Loaded read={read}>
        {({ items }) => (
          <DataTable
            caption="Accounts that share signals with this one"
            rows={items}
            rowKey={({ id }) => id}
            empty="None is known."
            columns={[
              {
                key: 'who',
                title: 'Account',
                cell: (link) =>
                  link.accountId === accountId ? (
                    <AccountLink id={link.bannedId} handle={link.bannedHandle} />
                  ) : (
                    <AccountLink id={link.accountId} handle={link.handle} />
                  ),
              },
              {
                key: 'strength',
                title: 'Strength',
                align: 'end',
                cell: ({ strength }) => `${Math.round(strength * 100)}%`,
              },
              { key: 'shared', title: 'Both showed', cell: ({ shared }) => shared.map(({ kind }) => kind).join(', ') },
              { key: 'state', title: 'State', cell: ({ state }) => state },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
