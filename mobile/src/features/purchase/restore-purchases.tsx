import { useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import type { StorePort } from '../../platform/store-port.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useServices } from '../services.ts';
import { settlePurchase } from './settle-purchase.ts';
import { settlePauseMs } from './store-keeper.tsx';

/** Takes up what the store sold to this person and has not been told to be done. */
export function RestorePurchases({ store }: { readonly store: StorePort }) {
  const { purchase: words } = useWords();
  const { api } = useServices();
  const [busy, setBusy] = useState(false);
  const [restored, setRestored] = useState<number>();
  const restore = async (): Promise<void> => {
    setBusy(true);
    let count = 0;
    for (const purchase of await store.unfinished()) {
      const settled = await settlePurchase(api, purchase, () => new Promise((done) => setTimeout(done, settlePauseMs)));
      if (settled === 'finished') count += 1;
    }
    setBusy(false);
    setRestored(count);
  };
  return (
    <View>
      <Button kind="quiet" label={words.restore} busy={busy} onPress={() => void restore()} />
      {restored === undefined ? null : <Notice tone="info" text={words.restored(restored)} />}
    </View>
  );
}
