import { fraudRuleListSchema } from '@halobuzz/core/api/fraud';
import { type FraudRuleKind, isWatched } from '@halobuzz/core/fraud/fraud-rule';
import { Link, useParams, useSearchParams } from 'wouter';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { type Read, useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { ReplayRule } from './replay-rule.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { ruleWords } from './rule-words.ts';

type Rules = ReturnType<(typeof fraudRuleListSchema)['parse']>;
type Rule = Rules['items'][number];

/** One rule: what it says, another version of it, what that would have found, and the past anew. */
export function RulePage() {
  const { id = '' } = useParams<{ id: string }>();
  const read = useRead({ path: '/admin/finance/rules', schema: fraudRuleListSchema });
  return (
    <Page title={id} lead={<Link href="/rules">All rules</Link>}>
      <Loaded read={read}>
        {({ items }) => {
          const rule = items.find((one) => one.id === id);
          if (rule === undefined) return <Notice tone="warning">There is no rule of that name.</Notice>;
          return <OneRule rule={rule} read={read} />;
        }}
      </Loaded>
    </Page>
  );
}

function OneRule({ rule, read }: { readonly rule: Rule; readonly read: Read<Rules> }) {
  const mayChange = useCan('change_fraud_rules');
  const { id, version, enabled, by, at, body } = rule;
  const { name, says } = ruleWords[body.kind];
  const canReplay = mayChange && enabled && isWatched({ ...rule, atMs: Date.parse(at) });
  return (
    <>
      <section className="card stack" aria-label="The rule in force">
        <p>{says}</p>
        <Facts
          items={[
            { label: 'Looks at', value: name },
            { label: 'State', value: <Badge tone={enabled ? 'success' : 'plain'}>{enabled ? 'on' : 'off'}</Badge> },
            { label: 'Version', value: version },
            { label: 'Made by', value: <AccountLink id={by} /> },
            { label: 'Since', value: <Time iso={at} /> },
            { label: 'What it found', value: <Link href={`/findings?rule=${id}`}>Findings</Link> },
          ]}
        />
      </section>
      {/* A new version begins the form anew. */}
      <RuleEditor key={version} id={id} kind={body.kind} rule={rule} mayChange={mayChange} onChanged={read.refresh} />
      {canReplay ? <ReplayRule id={id} version={version} /> : null}
    </>
  );
}

/** A rule that is not there yet, of the kind that the address names. */
export function NewRulePage() {
  const [search] = useSearchParams();
  const asked = search.get('kind') ?? '';
  // The names of the very object.
  const kind = (Object.keys(ruleWords) as FraudRuleKind[]).find((one) => one === asked);
  return (
    <Page title="A new rule" lead={<Link href="/rules">All rules</Link>}>
      {kind === undefined ? (
        <Notice tone="warning">There is no such kind of rule.</Notice>
      ) : (
        <>
          <p>{ruleWords[kind].says}</p>
          <RuleEditor kind={kind} mayChange />
        </>
      )}
    </Page>
  );
}
