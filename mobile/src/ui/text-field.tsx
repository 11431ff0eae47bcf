import { type Ref, useId } from 'react';
import { Platform, StyleSheet, TextInput, type TextInputProps, View } from 'react-native';
import { AppText } from './text.tsx';
import { textSize } from './text-size.ts';
import { radius, space, usePalette } from './theme.ts';

export interface TextFieldProps extends Omit<TextInputProps, 'style' | 'onChange'> {
  readonly label: string;
  readonly hint?: string;
  /** Shown at the field, read out with it. */
  readonly error?: string | undefined;
  readonly inputRef?: Ref<TextInput>;
  readonly trailing?: React.ReactNode;
}

/** A labelled input of one line, or of several (`multiline`). The error takes the hint's place. */
export function TextField({ label, hint, error, inputRef, trailing, ...input }: TextFieldProps) {
  const palette = usePalette();
  const id = useId();
  const note = error ?? hint;
  // Web only, and known to react-native-web though not to React Native's types.
  const described = {
    ...(Platform.OS === 'web' && note !== undefined ? { 'aria-describedby': `${id}-note` } : {}),
    ...(Platform.OS === 'web' ? { 'aria-invalid': error !== undefined } : {}),
  };
  return (
    <View style={styles.field}>
      <AppText kind="label" nativeID={`${id}-label`}>
        {label}
      </AppText>
      <View style={styles.row}>
        <TextInput
          {...described}
          {...input}
          ref={inputRef}
          aria-label={label}
          placeholderTextColor={palette.muted}
          style={[
            styles.input,
            {
              color: palette.text,
              backgroundColor: palette.surface,
              borderColor: error === undefined ? palette.border : palette.danger,
            },
            input.multiline === true ? styles.lines : undefined,
            trailing === undefined ? undefined : styles.besideTrailing,
          ]}
        />
        {trailing === undefined ? null : <View style={styles.trailing}>{trailing}</View>}
      </View>
      {note === undefined ? null : (
        <AppText
          kind="small"
          color={error === undefined ? 'muted' : 'danger'}
          nativeID={`${id}-note`}
          {...(error === undefined ? {} : { role: 'alert' as const })}
        >
          {note}
        </AppText>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: space.xs },
  row: { justifyContent: 'center' },
  input: {
    minHeight: 48,
    borderWidth: 1,
    borderRadius: radius.m,
    paddingHorizontal: space.m,
    // Below 16 px iOS zooms the page in when the field gets the focus.
    fontSize: textSize(16),
  },
  lines: { minHeight: 120, paddingVertical: space.m, lineHeight: textSize(23), textAlignVertical: 'top' },
  // As wide as a word on a button, so that nothing is typed beneath it.
  besideTrailing: { paddingEnd: textSize(100) },
  trailing: { position: 'absolute', end: space.xs },
});
