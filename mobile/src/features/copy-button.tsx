import { useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../i18n/use-words.ts';
import { Button } from '../ui/button.tsx';
import { AppText } from '../ui/text.tsx';
import { useServices } from './services.ts';

/** Copies a number that nobody wants to type, and says so. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: string }) {
  const { purchase } = useWords();
  const { copyText } = useServices();
  const [copied, setCopied] = useState<boolean>();
  return (
    <View>
      <Button compact kind="secondary" label={label} onPress={() => void copyText(text).then(setCopied)} />
      {copied === undefined ? null : (
        <AppText kind="small" color="muted" role="status">
          {copied ? purchase.payments.copied : purchase.payments.notCopied}
        </AppText>
      )}
    </View>
  );
}
