import type { Option } from '../../kit/fields.tsx';

/** Nothing is chosen to begin with: nobody decides by pressing on. */
export const outcomeOptions: readonly Option[] = [
  { value: '', label: 'Choose…' },
  { value: 'upheld', label: 'It stands' },
  { value: 'lifted', label: 'Lift it' },
];
