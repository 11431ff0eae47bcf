import { decisionReasonCodes, decisionReasons } from '@halobuzz/core/moderation/reason-codes';
import type { Option } from '../../kit/fields.tsx';

/** The closed list of reasons; nothing is chosen for anybody. */
export const reasonOptions: readonly Option[] = [
  { value: '', label: 'Choose…' },
  ...decisionReasonCodes.map((code) => ({ value: code, label: decisionReasons[code].paragraph })),
];
