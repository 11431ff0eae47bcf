import { useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';

/** A password, hidden until its owner wants to see it. */
export function PasswordField(props: Omit<TextFieldProps, 'secureTextEntry' | 'trailing'>) {
  const { auth } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      secureTextEntry={!shown}
      autoCapitalize="none"
      autoCorrect={false}
      trailing={
        <Button
          compact
          kind="quiet"
          label={shown ? auth.hide : auth.show}
          spoken={shown ? auth.hidePassword : auth.showPassword}
          onPress={() => setShown((before) => !before)}
        />
      }
    />
  );
}
