import { Platform, type TextInputProps } from 'react-native';

/** What a field for a birth date is called where devices fill it in: browsers and phones have different names for it. */
export const birthDateAutoComplete: TextInputProps['autoComplete'] =
  // React Native's types know phones' names alone.
  Platform.OS === 'web' ? ('bday' as TextInputProps['autoComplete']) : 'birthdate-full';
