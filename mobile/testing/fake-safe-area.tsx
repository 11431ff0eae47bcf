import type { ReactNode } from 'react';

const insets = { top: 0, right: 0, bottom: 0, left: 0 };

export const useSafeAreaInsets = () => insets;

export function SafeAreaProvider({ children }: { readonly children: ReactNode }) {
  return children;
}
