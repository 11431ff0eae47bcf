import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useColorScheme } from 'react-native';
import type { StoragePort } from '../platform/storage-port.ts';
import { darkPalette, lightPalette, ThemeContext } from './theme.ts';

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

interface AppearanceChoice {
  readonly appearance: Appearance;
  readonly choose: (appearance: Appearance) => void;
}

const AppearanceContext = createContext<AppearanceChoice>({ appearance: 'system', choose: () => {} });

export function useAppearance(): AppearanceChoice {
  return useContext(AppearanceContext);
}

/** Gives the palette: the device's own scheme, or the one that was chosen and remembered here. */
export function ThemeProvider({ storage, children }: { readonly storage: StoragePort; readonly children: ReactNode }) {
  const system = useColorScheme();
  const [appearance, setAppearance] = useState<Appearance>('system');
  useEffect(() => {
    void storage.get(key).then((stored) => {
      const known = appearances.find((one) => one === stored);
      if (known !== undefined) setAppearance(known);
    });
  }, [storage]);
  const choose = useCallback(
    (next: Appearance) => {
      setAppearance(next);
      void storage.set(key, next);
    },
    [storage],
  );
  const scheme = appearance === 'system' ? system : appearance;
  const choice = useMemo(() => ({ appearance, choose }), [appearance, choose]);
  return (
    <AppearanceContext.Provider value={choice}>
      <ThemeContext.Provider value={scheme === 'dark' ? darkPalette : lightPalette}>{children}</ThemeContext.Provider>
    </AppearanceContext.Provider>
  );
}

const key = 'appearance';
