import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { strings } from '../../ui/strings.ts';
import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';

/** A password, hidden until its owner wants to see it. */
export function PasswordField(props: Omit<TextFieldProps, 'secureTextEntry' | 'trailing'>) {
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
          label={shown ? strings.auth.hide : strings.auth.show}
          spoken={shown ? strings.auth.hidePassword : strings.auth.showPassword}
          onPress={() => setShown((before) => !before)}
        />
      }
    />
  );
}
