import { type StaffSanctions, staffSanctionsSchema } from '@halobuzz/core/api/account-sanctions';
import { limits } from '@halobuzz/core/limits';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { can } from '../../session/can.ts';
import { useMe } from '../../session/use-me.ts';
import { orderIdOf } from './order-id.ts';
import { chosenSanction, codeOptions, optionOf, sanctionInWords, sanctionOptions } from './sanction-words.ts';

/** Warns, mutes, suspends or bans somebody. What earlier sanctions would suggest is said, and chosen to begin with. */
export function ImposeDialog(props: {
  readonly accountId: string;
  readonly known: StaffSanctions;
  readonly onDone: (now: StaffSanctions) => void;
  readonly onClose: () => void;
}) {
  const { accountId, known } = props;
  const { suggestion, strikes } = known;
  const mayBanForGood = can(useMe().roles, 'ban_for_good');
  const options = sanctionOptions(mayBanForGood);
  const suggested = optionOf(suggestion.kind, suggestion.seconds);
  return (
    <ActDialog
      title="Decide about this account"
      danger
      lead={
        <p>
          {strikes === 0 ? 'Nothing counts as a strike now.' : `${strikes} earlier decisions count as strikes.`} They
          would suggest: <strong>{sanctionInWords(suggestion.kind, suggestion.seconds)}</strong>. You decide.
        </p>
      }
      fields={[
        {
          name: 'kind',
          label: 'Decision',
          kind: 'select',
          options,
          initial: options.some(({ value }) => value === suggested) ? suggested : 'warn:',
        },
        { name: 'code', label: 'Rule', kind: 'select', options: [{ value: '', label: 'Choose…' }, ...codeOptions] },
        {
          name: 'statement',
          label: 'What the person is told',
          kind: 'area',
          hint: `What they did, when, and what follows. They read it in the app. At most ${limits.caseStatementCharsMax} characters.`,
        },
      ]}
      confirm="Decide"
      done="Decided. It holds everywhere within two seconds."
      onSubmit={({ values, reason, idempotencyKey }) => {
        const { kind, code, statement } = values;
        const body = { ...chosenSanction(kind ?? ''), order: orderIdOf(idempotencyKey), code, statement, reason };
        const path = `/admin/accounts/${accountId}/sanctions`;
        return call({ method: 'POST', path, body, schema: staffSanctionsSchema });
      }}
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
