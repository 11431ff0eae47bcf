import { staffConsentsSchema } from '@halobuzz/core/api/consents';
import { personContactSchema, personEventsSchema, personRequestsSchema } from '@halobuzz/core/api/support';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';

interface PartProps {
  readonly accountId: string;
}

export function ContactPart({ accountId }: PartProps) {
  const read = useRead({ path: `/admin/accounts/${accountId}/contact`, schema: personContactSchema });
  return (
    <Loaded read={read}>
      {({ email, emailVerified }) => (
        <Facts
          items={[
            { label: 'Address', value: email },
            { label: 'Proven', value: emailVerified ? 'yes' : <Badge tone="warning">never</Badge> },
          ]}
        />
      )}
    </Loaded>
  );
}

export function SecurityPart({ accountId }: PartProps) {
  const read = useRead({ path: `/admin/accounts/${accountId}/security-events`, schema: personEventsSchema });
  return (
    <Loaded read={read}>
      {({ events }) => (
        <DataTable
          caption="What happened to the account, the newest first"
          columns={[
            { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
            { key: 'kind', title: 'What', cell: ({ kind }) => kind.replaceAll('_', ' ') },
          ]}
          rows={events.map((event, at) => ({ ...event, key: `${event.at} ${at}` }))}
          rowKey={({ key }) => key}
        />
      )}
    </Loaded>
  );
}

export function ConsentsPart({ accountId }: PartProps) {
  const read = useRead({ path: `/admin/accounts/${accountId}/consents`, schema: staffConsentsSchema });
  return (
    <Loaded read={read}>
      {({ items, history, parents }) => (
        <>
          <Facts
            items={items.map(({ consentType, granted, required }) => ({
              label: consentType,
              value: required ? 'needed for the service' : granted ? 'agreed' : 'not agreed',
            }))}
          />
          <DataTable
            caption="Decisions, the newest first"
            empty="Nothing was ever decided."
            columns={[
              { key: 'at', title: 'When', cell: ({ decidedAt }) => <Time iso={decidedAt} /> },
              { key: 'type', title: 'What', cell: ({ consentType }) => consentType },
              { key: 'granted', title: 'Answer', cell: ({ granted }) => (granted ? 'yes' : 'no') },
              { key: 'version', title: 'Version', cell: ({ version, locale }) => `${version} (${locale})` },
              { key: 'receipt', title: 'Receipt', minor: true, cell: ({ receiptId }) => <code>{receiptId}</code> },
            ]}
            rows={history}
            rowKey={({ receiptId }) => receiptId}
          />
          {parents.length === 0 ? null : (
            <DataTable
              caption="What a parent decided"
              showCaption
              columns={[
                { key: 'at', title: 'When', cell: ({ decidedAt }) => <Time iso={decidedAt} /> },
                { key: 'granted', title: 'Answer', cell: ({ granted }) => (granted ? 'yes' : 'no') },
                { key: 'proof', title: 'Proof', cell: ({ proofId }) => <code>{proofId}</code> },
              ]}
              rows={parents}
              rowKey={({ proofId }) => proofId}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

export function RequestsPart({ accountId }: PartProps) {
  const read = useRead({ path: `/admin/accounts/${accountId}/requests`, schema: personRequestsSchema });
  return (
    <Loaded read={read}>
      {({ exports, erasureUntil }) => (
        <>
          <p>
            {erasureUntil === undefined ? (
              'No erasure is under way.'
            ) : (
              <>
                An erasure is under way; it can be taken back until <Time iso={erasureUntil} />.
              </>
            )}
          </p>
          <DataTable
            caption="Copies of their data that they asked for"
            empty="No copy was asked for."
            columns={[
              { key: 'at', title: 'Asked', cell: ({ createdAt }) => <Time iso={createdAt} /> },
              { key: 'status', title: 'State', cell: ({ status }) => status },
              { key: 'until', title: 'Kept until', cell: ({ expiresAt }) => <Time iso={expiresAt} /> },
            ]}
            rows={exports}
            rowKey={({ requestId }) => requestId}
          />
        </>
      )}
    </Loaded>
  );
}
