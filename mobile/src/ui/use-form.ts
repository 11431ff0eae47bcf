import { fieldMessage } from '@halobuzz/core/errors/field-messages';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import { useCallback, useRef, useState } from 'react';
import type { ApiFailure } from '../api/failure.ts';
import type { Catalogue } from '../i18n/catalogue.ts';
import { fieldMessageIn } from '../i18n/field-message.ts';
import { useWords } from '../i18n/use-words.ts';
import { useFailureText } from './failure-text.ts';

type FieldErrors = Readonly<Record<string, string>>;

/** A zod schema of core, as far as forms need it. */
interface FormSchema<T> {
  safeParse(
    value: unknown,
    params: { readonly error: typeof fieldMessage },
  ): { success: true; data: T } | { success: false; error: Parameters<typeof fieldErrorsOf>[0] };
}

/** What a text field takes of its form. */
interface FieldProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChangeText: (text: string) => void;
}

export interface Form<V extends Readonly<Record<string, string>>> {
  readonly values: V;
  readonly errors: FieldErrors;
  /** What concerns no single field. */
  readonly failure: string | undefined;
  readonly busy: boolean;
  readonly set: (field: keyof V & string, value: string) => void;
  readonly field: (name: keyof V & string) => FieldProps;
  readonly submit: () => Promise<void>;
}

/**
 * A form over core's request schema: what the schema refuses is shown at its field before anything is sent, and what the
 * server refuses is shown at the field it names.
 *
 * @param fieldOfCode the field that an error code belongs to where the server names none, such as a taken username
 */
export function useForm<V extends Readonly<Record<string, string>>, T>(options: {
  readonly initial: V;
  readonly schema: FormSchema<T>;
  readonly send: (request: T) => Promise<ApiFailure | undefined>;
  readonly fieldOfCode?: Readonly<Record<string, keyof V & string>>;
  /** What to say at a field that the schema refuses, in place of the schema's own words. */
  readonly explain?: Readonly<Partial<Record<keyof V & string, string>>>;
}): Form<V> {
  const words = useWords().fields;
  const failureText = useFailureText();
  const { initial, schema, send, fieldOfCode = {}, explain = {} } = options;
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);

  const set = useCallback((field: keyof V & string, value: string) => {
    setValues((before) => ({ ...before, [field]: value }));
    setErrors(({ [field]: _fixed, ...rest }) => rest);
    setFailure(undefined);
  }, []);

  const submit = async (): Promise<void> => {
    if (sending.current) return;
    const parsed = schema.safeParse(values, { error: fieldMessage });
    if (!parsed.success) {
      setErrors({ ...byField(words, fieldErrorsOf(parsed.error)), ...explained(parsed.error) });
      return;
    }
    sending.current = true;
    setBusy(true);
    setFailure(undefined);
    setErrors({});
    try {
      const refused = await send(parsed.data);
      if (refused !== undefined) show(refused);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  const explained = (error: Parameters<typeof fieldErrorsOf>[0]): FieldErrors => {
    const refused = new Set(fieldErrorsOf(error).map(({ field }) => field));
    // Object.entries widens the values: a field without words of its own is left out.
    return Object.fromEntries(
      Object.entries<string | undefined>(explain).flatMap(([field, text]) =>
        text !== undefined && refused.has(field) ? [[field, text]] : [],
      ),
    );
  };

  const show = (refused: ApiFailure): void => {
    const named = refused.kind === 'problem' ? byField(words, refused.errors) : {};
    const field = refused.kind === 'problem' ? fieldOfCode[refused.code] : undefined;
    const all = field === undefined ? named : { [field]: failureText(refused), ...named };
    setErrors(all);
    // A field that this form does not have can't show its error: then the whole says it.
    if (!Object.keys(all).some((name) => name in values)) setFailure(failureText(refused));
  };

  const field = (name: keyof V & string): FieldProps => ({
    value: values[name] ?? '',
    error: errors[name],
    onChangeText: (text) => set(name, text),
  });

  return { values, errors, failure, busy, set, field, submit };
}

/** The first message of each field, as a sentence. */
function byField(words: Catalogue['fields'], errors: Readonly<ReturnType<typeof fieldErrorsOf>>): FieldErrors {
  const out: Record<string, string> = {};
  for (const { field, message } of errors) {
    const said = fieldMessageIn(words, message);
    out[field] ??= said.charAt(0).toUpperCase() + said.slice(1);
  }
  return out;
}
