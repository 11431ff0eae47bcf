import { createContext, useContext } from 'react';

/** Colours by what they are for. Every text colour reaches 4.5:1 on every surface it is used on, in both schemes. */
export interface Palette {
  readonly scheme: 'light' | 'dark';
  readonly background: string;
  readonly surface: string;
  readonly raised: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  /** Filled actions, and the text on them. */
  readonly accent: string;
  readonly accentPressed: string;
  readonly onAccent: string;
  /** Links and selected things on a surface. */
  readonly accentText: string;
  readonly accentSoft: string;
  readonly live: string;
  readonly onLive: string;
  readonly danger: string;
  readonly dangerSoft: string;
  readonly success: string;
  readonly successSoft: string;
  /** Behind media, the same in both schemes. */
  readonly stage: string;
  readonly onStage: string;
  readonly onStageMuted: string;
}

const stage = { stage: '#0f0c0a', onStage: '#fdf8f1', onStageMuted: '#c9beb2' } as const;

export const lightPalette: Palette = {
  ...stage,
  scheme: 'light',
  background: '#fbf7f0',
  surface: '#ffffff',
  raised: '#f4ede2',
  border: '#e2d7c7',
  text: '#221a13',
  muted: '#6a5d50',
  accent: '#ffb020',
  accentPressed: '#f09c00',
  onAccent: '#221a13',
  accentText: '#8f5200',
  accentSoft: '#ffeecd',
  live: '#c4302b',
  onLive: '#ffffff',
  danger: '#b3261e',
  dangerSoft: '#fde8e5',
  success: '#1f6b3b',
  successSoft: '#e2f3e6',
};

export const darkPalette: Palette = {
  ...stage,
  scheme: 'dark',
  background: '#171310',
  surface: '#211b17',
  raised: '#2d2520',
  border: '#43382f',
  text: '#f8f1e7',
  muted: '#b9aca0',
  accent: '#ffb020',
  accentPressed: '#ffc453',
  onAccent: '#221a13',
  accentText: '#ffc453',
  accentSoft: '#3d2e14',
  live: '#d93a34',
  onLive: '#ffffff',
  danger: '#ff9d94',
  dangerSoft: '#44201d',
  success: '#8ad7a3',
  successSoft: '#1c3325',
};

/** Distances in density-independent pixels. */
export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 40 } as const;
export const radius = { s: 8, m: 12, l: 18, full: 999 } as const;
/** From this window width on there is room for two columns and a navigation at the top. */
export const wideFromWidth = 900;
/** Fingers need this much. */
export const touchTarget = 44;

export const ThemeContext = createContext<Palette>(lightPalette);

export function usePalette(): Palette {
  return useContext(ThemeContext);
}
