import { fraudRuleListSchema } from '@halobuzz/core/api/fraud';
import type { FraudRuleKind } from '@halobuzz/core/fraud/fraud-rule';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { SelectField } from '../../kit/fields.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { actionWords, ruleWords } from './rule-words.ts';

const kindOptions = Object.entries(ruleWords).map(([value, { name }]) => ({ value, label: name }));

/** The rules in force: what is looked for in money, and what bounds spending. */
export function RulesPage() {
  const read = useRead({ path: '/admin/finance/rules', schema: fraudRuleListSchema });
  const mayChange = useCan('change_fraud_rules');
  return (
    <Page
      title="Fraud rules and limits"
      lead="Rules are data. A change is a new version; what was found keeps the version that found it."
    >
      <Loaded read={read}>
        {({ items }) => (
          <DataTable
            caption="Rules in force"
            rows={items}
            rowKey={({ id }) => id}
            hrefOf={({ id }) => `/rules/${id}`}
            columns={[
              { key: 'id', title: 'Rule', cell: ({ id }) => id },
              { key: 'kind', title: 'Looks at', cell: ({ body }) => ruleWords[body.kind].name },
              { key: 'action', title: 'Does', cell: ({ body }) => actionWords[body.action] },
              {
                key: 'enabled',
                title: 'State',
                cell: ({ enabled }) => <Badge tone={enabled ? 'success' : 'plain'}>{enabled ? 'on' : 'off'}</Badge>,
              },
              { key: 'version', title: 'Version', align: 'end', cell: ({ version }) => version },
              { key: 'by', title: 'Made by', minor: true, cell: ({ by }) => <AccountLink id={by} /> },
              { key: 'at', title: 'Since', minor: true, cell: ({ at }) => <Time iso={at} /> },
            ]}
          />
        )}
      </Loaded>
      {mayChange ? <NewRule /> : null}
    </Page>
  );
}

function NewRule() {
  const [, go] = useLocation();
  const [kind, setKind] = useState<string>('spend_velocity' satisfies FraudRuleKind);
  return (
    <section className="card stack" aria-labelledby="new-rule">
      <h2 id="new-rule">Another rule</h2>
      <div className="filters">
        <SelectField label="Looks at" value={kind} options={kindOptions} onChange={setKind} />
        <button type="button" onClick={() => go(`/rules/new?kind=${kind}`)}>
          Write it
        </button>
      </div>
    </section>
  );
}
